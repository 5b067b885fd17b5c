package llmos.plugin.gguf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Confidentiality;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Prompt;
import llmos.api.Usage;

/**
 * A model that runs in this process. One platform thread owns the generating, because native calls pin a virtual thread and
 * cannot be interrupted: an interrupted burst returns at once, and its thread stops at the next token. The lock of the
 * counts is the map.
 */
final class GgufCpu implements Cpu {
  private static final int LEAST_REPLY = 16;
  private static final int COUNTS = 4096;

  private final Engine engine;
  private final int reply;
  private final ExecutorService worker = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().daemon().name("gguf").factory());
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  GgufCpu(Engine engine, int reply) {
    this.engine = engine;
    this.reply = reply;
  }

  /** What the worker says: a piece of text, or that it is done. */
  private sealed interface Event {
    record Piece(String text) implements Event {}

    record Done(int pieces) implements Event {}

    record Broken(String why) implements Event {}
  }

  @Override
  public Burst run(Prompt prompt, BurstSink sink) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(); // before the model is loaded, which takes a second and
      // cannot be stopped
    }
    try {
      String text = Chat.of(prompt).render(engine::template);
      int asked = engine.tokens(text);
      int wanted = reply > 0 ? reply : Math.max(LEAST_REPLY, prompt.replyTokens());
      int most = Math.min(wanted, engine.window() - asked);
      if (most < LEAST_REPLY) {
        return tooLong(asked);
      }
      return generate(text, asked, most, sink);
    } catch (FaultException e) {
      return Burst.failed("", e.fault(), Usage.NONE);
    }
  }

  private Burst tooLong(int asked) {
    String message = "the prompt has %d tokens and leaves no room for a reply in a window of %d"
        .formatted(asked, engine.window());
    return Burst.failed("", new Fault(Errno.LIMIT, message, "mem ls"), new Usage(asked, 0, 0));
  }

  private Burst generate(String prompt, int asked, int most, BurstSink sink)
      throws InterruptedException {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    worker.execute(() -> work(prompt, most, events, stop));
    StringBuilder text = new StringBuilder();
    try {
      while (true) {
        switch (events.take()) {
          case Event.Piece(String piece) -> {
            text.append(piece);
            sink.text(piece);
          }
          case Event.Done(int pieces) -> {
            return done(text.toString(), new Usage(asked, 0, pieces), most);
          }
          case Event.Broken(String why) -> {
            Fault fault = new Fault(Errno.CPU_FAILED, "llama.cpp failed: " + why, "cpu use rom");
            return Burst.failed(text.toString(), fault, new Usage(asked, 0, 0));
          }
        }
      }
    } finally {
      stop.set(true);
    }
  }

  private void work(String prompt, int most, BlockingQueue<Event> events, AtomicBoolean stop) {
    if (stop.get() || closed.get()) {
      events.add(new Event.Broken("it was closed"));
      return;
    }
    try {
      int pieces = engine.generate(prompt, most, piece -> {
        if (!piece.isEmpty()) {
          events.add(new Event.Piece(piece));
        }
        return !stop.get() && !closed.get();
      });
      events.add(closed.get() ? new Event.Broken("it was closed") : new Event.Done(pieces));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // The binding's exception is not public; whatever it throws ends this burst and no more.
      events.add(new Event.Broken(String.valueOf(e.getMessage())));
    }
  }

  private Burst done(String text, Usage usage, int most) {
    int tokens = Math.max(usage.replyTokens(), text.isEmpty() ? 0 : engine.tokens(text));
    Usage counted = new Usage(usage.promptTokens(), 0, tokens);
    return tokens >= most
        ? new Burst(text, List.of(), Burst.Stop.LENGTH, counted, Optional.empty())
        : Burst.end(text, counted);
  }

  @Override
  public int window() {
    return engine.window();
  }

  @Override
  public int count(String text) {
    synchronized (counts) {
      Integer known = counts.get(text);
      if (known != null) {
        return known;
      }
      int tokens = engine.tokens(Chat.plain(text));
      if (counts.size() >= COUNTS) {
        counts.clear();
      }
      counts.put(text, tokens);
      return tokens;
    }
  }

  @Override
  public Confidentiality clearance() {
    return Confidentiality.LOCAL;
  }

  @Override
  public void close() {
    closed.set(true);
    worker.shutdown();
    boolean ended = false;
    try {
      ended = worker.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A model in use is not freed under the feet of the thread that computes with it.
    if (ended) {
      engine.close();
    }
  }
}
