package llmos.kernel.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import llmos.api.CallContext;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Reply;
import llmos.kernel.store.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call on a thread of its own, so that a device that throws, hangs or floods does not take the kernel with it. A
 * platform thread: a busy loop on a virtual one would hold a carrier for ever. What it cannot stop is {@code System.exit}.
 */
final class Runner {
  private int left = Limits.RESULT_CHARS;

  /** The work of a device. */
  @FunctionalInterface
  interface Work {
    Reply reply() throws InterruptedException;
  }

  /** Does the work; every failure of the device becomes a reply. */
  static Reply run(String what, Work work, CallContext context) throws InterruptedException {
    try {
      return within(context.timeout(), what, () -> reply(what, work));
    } catch (TimeoutException e) {
      return Reply.failed(
          Errno.TIMEOUT,
          "%s did not answer within %s s".formatted(what, context.timeout().toSeconds()));
    } catch (ExecutionException e) {
      return Reply.failed(Errno.FAILED, what + " failed, and so did its message");
    }
  }

  /** Runs foreign code on a thread of its own, which is told to stop when the time is over. */
  static <T> T within(Duration limit, String what, Callable<T> code)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(code);
    Thread thread = Thread.ofPlatform().daemon().name("device " + what).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw e;
    } catch (InterruptedException e) {
      thread.interrupt();
      thread.join(Limits.GRACE_MILLIS);
      throw e;
    }
  }

  /**
   * The same, but an interrupt does not cut it off and is kept for later: native libraries that are being loaded while the
   * machine stops take the JVM down.
   */
  static <T> T patiently(Duration limit, String what, Callable<T> code)
      throws ExecutionException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(code);
    Thread thread = Thread.ofPlatform().daemon().name("device " + what).start(task);
    long until = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          thread.interrupt();
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The message of an exception is the device's too: made on its thread, and bounded. */
  private static Reply reply(String what, Work work) {
    Runner runner = new Runner();
    try {
      return runner.bound(work.reply());
    } catch (FaultException e) {
      return runner.bound(new Reply.Failed(e.fault()));
    } catch (InterruptedException e) {
      return Reply.failed(Errno.INTERRUPTED, what + " stopped itself");
    } catch (RuntimeException | Error e) {
      return runner.bound(Reply.failed(Errno.FAILED, "%s failed: %s".formatted(what, e)));
    }
  }

  private Reply bound(@Nullable Reply reply) {
    return switch (reply) {
      case Reply.Done done -> bound(done.records());
      case Reply.Failed failed ->
        new Reply.Failed(new Fault(
            failed.fault().errno(),
            cut(failed.fault().message()),
            cut(failed.fault().hint())));
      case null -> Reply.failed(Errno.FAILED, "the device answered nothing at all");
    };
  }

  private Reply bound(List<Map<String, Object>> records) {
    List<Map<String, Object>> kept = new ArrayList<>();
    for (Map<String, Object> record : records) {
      if (kept.size() == Limits.RESULT_RECORDS || left == 0) {
        kept.add(
            Map.of("text", "[%,d more records left out]".formatted(records.size() - kept.size())));
        break;
      }
      kept.add(map(record, 0));
    }
    return Reply.of(kept);
  }

  private Map<String, Object> map(Map<?, ?> map, int depth) {
    Map<String, Object> kept = new LinkedHashMap<>();
    map.forEach((key, value) -> kept.put(String.valueOf(key), value(value, depth + 1)));
    return kept;
  }

  /** A value of a record made of nothing but text, numbers, booleans, null, lists and maps. */
  @SuppressWarnings("NullAway") // a record's values may be null by the contract of Reply
  private Object value(@Nullable Object value, int depth) {
    return switch (value) {
      case null -> null;
      case Number n -> n;
      case Boolean b -> b;
      case Map<?, ?> m when depth < Limits.RESULT_DEPTH -> map(m, depth);
      case List<?> l
      when depth < Limits.RESULT_DEPTH ->
        l.stream().limit(Limits.RESULT_RECORDS).map(v -> value(v, depth + 1)).toList();
      case Map<?, ?> m -> "[too deep]";
      case List<?> l -> "[too deep]";
      default -> cut(value.toString());
    };
  }

  private String cut(String text) {
    if (text.length() <= left) {
      left -= text.length();
      return text;
    }
    int at = left > 0 && Character.isHighSurrogate(text.charAt(left - 1)) ? left - 1 : left;
    left = 0;
    return text.substring(0, at) + "\n[%,d more characters left out]".formatted(text.length() - at);
  }
}
