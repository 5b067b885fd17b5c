package llmos.openai;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Confidentiality;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.Page;
import llmos.api.Prompt;
import llmos.api.Usage;

/**
 * A model behind a chat-completions server.
 *
 * <p>A burst is at most four requests. Another one is made only while no reply has begun: after 408, 409, 429, 5xx, a
 * connection that broke off, or a refusal of something that can be left out. Every wait has an end, and an interrupt ends
 * it at once. Used by one thread at a time.
 */
final class OpenAiCpu implements Cpu {
  private static final int MOST_REQUESTS = 4;
  private static final int ERROR_BYTES = 64 << 10;
  private static final Duration ERROR_PATIENCE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  /**
   * Shorter prompts are not checked: no server has a window so small that it would cut them, and the machine takes no CPU
   * with a smaller one. What is counted less there is another way of counting.
   */
  private static final int WORTH_CHECKING = 512;

  private static final double READ_AT_LEAST = 0.6;

  private final Settings settings;
  private final Clock clock;
  private final RandomGenerator dice;
  private final Http http;
  private final Server server;
  private final Prefix prefix;
  private final Trouble trouble;
  private Request.Dialect dialect = Request.Dialect.FULL;

  /** What came of one request. */
  private sealed interface Outcome {}

  private record Done(Burst burst) implements Outcome {}

  /** No token came: it may be asked again, after this pause or, if there is none, one that is drawn. */
  private record Again(Fault fault, Optional<Duration> pause) implements Outcome {}

  OpenAiCpu(Settings settings, Clock clock, RandomGenerator dice) {
    this.settings = settings;
    this.clock = clock;
    this.dice = dice;
    this.http = new Http(settings, clock);
    this.server = new Server(settings, http);
    this.prefix = new Prefix(settings, http);
    this.trouble = new Trouble(settings);
  }

  @Override
  public Burst run(Prompt prompt, BurstSink sink) throws InterruptedException {
    for (Page page : prompt.pages()) {
      if (page.label().confidentiality().compareTo(clearance()) > 0) {
        return Burst.failed("", aboveClearance(page), Usage.NONE);
      }
    }
    long deadline = clock.millis() + settings.limits().total().toMillis();
    int requests = 1;
    while (true) {
      switch (attempt(prompt, sink, deadline)) {
        case Done done -> {
          return done.burst();
        }
        case Again again -> {
          Duration pause = again.pause().isPresent() ? again.pause().get() : drawn(requests);
          if (requests == MOST_REQUESTS || clock.millis() + pause.toMillis() >= deadline) {
            return Burst.failed("", again.fault(), Usage.NONE);
          }
          TimeUnit.MILLISECONDS.sleep(pause.toMillis());
          requests++;
        }
      }
    }
  }

  private Fault aboveClearance(Page page) {
    return new Fault(
        Errno.DENIED,
        "page %s is %s and may not be sent to cpu '%s' at %s, which may read %s"
            .formatted(
                page.id(),
                page.label().confidentiality(),
                settings.name(),
                settings.base(),
                clearance()),
        "cpu use NAME of a CPU on this machine, or: mem drop " + page.id());
  }

  /** Full jitter: anything from nothing to a bound that doubles. */
  private Duration drawn(int requests) {
    return Duration.ofMillis(
        (long) (dice.nextDouble() * (FIRST_PAUSE.toMillis() << (requests - 1))));
  }

  private Outcome attempt(Prompt prompt, BurstSink sink, long deadline)
      throws InterruptedException {
    Assembly reply = new Assembly(sink, callPrefix(prompt));
    String json = Request.of(prompt, server.model(), settings, dialect);
    try (Http.Exchange exchange = http.send(
        settings.at("/chat/completions"), json, within(settings.limits().first(), deadline))) {
      if (exchange.status() != 200) {
        return refusal(exchange, deadline);
      }
      server.answered();
      Burst burst = checked(prompt, received(exchange, reply, deadline));
      return new Done(reckoned(json, burst, reply.pieces()));
    } catch (TimeoutException e) {
      return new Done(reply.failed(
          clock.millis() >= deadline
              ? trouble.tooLong()
              : trouble.stalled(settings.limits().first(), reply)));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Done(reply.failed(trouble.connect(e)));
    } catch (IOException e) {
      return new Again(trouble.connect(e), Optional.empty());
    }
  }

  /** A wait that does not go beyond the deadline; at least a millisecond. */
  private Duration within(Duration patience, long deadline) {
    long left = Math.max(1, deadline - clock.millis());
    return Duration.ofMillis(Math.min(left, patience.toMillis()));
  }

  /** Reads the reply. Once its head is there the request is not made again: a token may have been lost on the way. */
  private Burst received(Http.Exchange exchange, Assembly reply, long deadline)
      throws InterruptedException {
    try {
      return new Receiver(
              exchange.head().body(), reply, settings.limits(), trouble, clock, deadline)
          .receive();
    } catch (IOException e) {
      return reply.failed(trouble.connect(e));
    }
  }

  /** Counted after the reply, which waits for nothing. */
  private Burst reckoned(String json, Burst burst, List<String> pieces) {
    return burst.stop() != Burst.Stop.FAILED && server.facts().kind().equals("llama")
        ? prefix.reckoned(json, burst, pieces)
        : burst;
  }

  /** The same within a burst, never the same in two: each burst follows a new page. */
  private static String callPrefix(Prompt prompt) {
    return prompt.pages().isEmpty()
        ? "call-"
        : "call-" + prompt.pages().getLast().id() + "-";
  }

  private Outcome refusal(Http.Exchange exchange, long deadline) throws InterruptedException {
    int status = exchange.status();
    String body = exchange.text(within(ERROR_PATIENCE, deadline), ERROR_BYTES);
    Request.Dialect next = dialect.after(body);
    boolean blamesRequest = status == 400 || status == 422 || status == 500 || status == 501;
    if (blamesRequest && !next.equals(dialect)) {
      dialect = next;
      return new Again(trouble.status(status, body, ""), Optional.of(Duration.ZERO));
    }
    Fault fault = trouble.status(status, body, status == 404 ? server.models() : "");
    boolean passing = status == 408 || status == 409 || status == 429 || status >= 500;
    if (!passing || Trouble.speaksOf(body, "insufficient_quota")) {
      return new Done(Burst.failed("", fault, Usage.NONE));
    }
    Optional<Duration> pause = RetryAfter.read(exchange.header("Retry-After"), clock);
    if (pause.isPresent() && pause.get().compareTo(RetryAfter.LONGEST) > 0) {
      Fault wait = trouble.askedToWait(status, pause.get().toSeconds());
      return new Done(Burst.failed("", wait, Usage.NONE));
    }
    return new Again(fault, pause);
  }

  /** A server that reads much less than was sent cut the prompt, and its answer is to something else. */
  private Burst checked(Prompt prompt, Burst burst) {
    int seen = burst.usage().promptTokens();
    if (seen == 0 || burst.stop() == Burst.Stop.FAILED) {
      return burst;
    }
    int sent = server.atLeast(prompt);
    return sent >= WORTH_CHECKING && seen < sent * READ_AT_LEAST
        ? Burst.failed(burst.text(), trouble.truncated(sent, seen), burst.usage())
        : burst;
  }

  @Override
  public int window() {
    return server.window();
  }

  @Override
  public int count(String text) {
    return server.count(text);
  }

  @Override
  public Confidentiality clearance() {
    return settings.loopback() ? Confidentiality.LOCAL : Confidentiality.PRIVATE;
  }

  @Override
  public void close() {
    http.close();
  }
}
