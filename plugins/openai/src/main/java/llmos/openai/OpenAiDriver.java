package llmos.openai;

import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Param;

/** Models behind the chat-completions protocol. */
public final class OpenAiDriver implements CpuDriver {
  private final Clock clock;
  private final RandomGenerator dice;

  /** A driver that takes time and dice from the machine. */
  public OpenAiDriver() {
    this(Clock.systemUTC());
  }

  private OpenAiDriver(Clock clock) {
    // Seeded by the time: retries of two machines need not agree, and nothing else is drawn.
    this(clock, new SplittableRandom(clock.millis()));
  }

  /** A driver with its own time (for the limit on a whole reply) and dice (for the pauses between tries). */
  public OpenAiDriver(Clock clock, RandomGenerator dice) {
    this.clock = clock;
    this.dice = dice;
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public String summary() {
    return "A model behind the chat-completions protocol: OpenAI, Ollama, llama.cpp, vLLM, LM Studio and the like.";
  }

  @Override
  public List<Param> settings() {
    return Settings.PARAMS;
  }

  @Override
  public Cpu open(CpuSettings settings, Host host) {
    return new OpenAiCpu(Settings.of(settings, host.environment()), clock, dice);
  }

  @Override
  public List<CpuSettings> probe(Host host) throws InterruptedException {
    return Probe.run(host.environment(), clock);
  }
}
