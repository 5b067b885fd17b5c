package llmos.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Cpu;
import llmos.api.Prompt;
import llmos.api.Trap;
import llmos.api.Usage;

/**
 * A CPU that says what it is told to, keeps every prompt it was given, and counts a token for every three characters.
 * Without a script left it answers {@code ok}.
 */
public final class ScriptedCpu implements Cpu {
  private final int window;
  private final Deque<Function<Prompt, Burst>> script = new ArrayDeque<>();
  private final List<Prompt> prompts = new ArrayList<>();

  /** A CPU with a window of this many tokens. */
  public ScriptedCpu(int window) {
    this.window = window;
  }

  /** Next it says this. */
  public ScriptedCpu says(String text) {
    return does(prompt -> Burst.end(text, Usage.NONE));
  }

  /** Next it makes this call of the tool {@code run}. */
  public ScriptedCpu calls(String line) {
    String json = '"' + line.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    return does(prompt -> Burst.traps(
        "",
        List.of(new Trap("call-" + prompts.size(), "run", "{\"line\":" + json + "}")),
        Usage.NONE));
  }

  /** Next it makes what the function makes of the prompt. */
  public ScriptedCpu does(Function<Prompt, Burst> step) {
    script.add(step);
    return this;
  }

  /** Every prompt so far, oldest first. */
  public List<Prompt> prompts() {
    return List.copyOf(prompts);
  }

  @Override
  public Burst run(Prompt prompt, BurstSink sink) throws InterruptedException {
    prompts.add(prompt);
    if (Thread.interrupted()) {
      throw new InterruptedException("the script was interrupted");
    }
    Function<Prompt, Burst> step = script.poll();
    Burst burst = step == null ? Burst.end("ok", Usage.NONE) : step.apply(prompt);
    for (String piece : burst.text().split("(?<= )", -1)) {
      if (!piece.isEmpty()) {
        sink.text(piece);
      }
    }
    return burst;
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public int count(String text) {
    return (text.length() + 2) / 3;
  }
}
