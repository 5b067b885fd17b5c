package llmos.shell.cmd;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Answer;
import llmos.kernel.Console;
import llmos.kernel.Shape;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of an answer that has to have a shape, each as soon as the model has written it. The turn runs on a thread of its
 * own, and waits for nobody: another turn may be what takes the records, and it comes after this one. Closing this stops it, and
 * what came of the answer is kept.
 */
final class Rows implements Flow {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Shape shape;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Thread thread;
  private int made;
  private volatile boolean none; // the model said so
  private boolean over;

  private sealed interface Event {
    /** A record. */
    record Row(Item item) implements Event {}

    /** The turn has ended. */
    record Ended(Optional<Fault> fault) implements Event {}

    /** The turn has ended by something that is not of this class. */
    record Broken(RuntimeException why) implements Event {}
  }

  /** A turn whose pieces of an answer go to a console. */
  interface Turn {
    /** Runs it. */
    Answer run(Console console) throws InterruptedException;
  }

  /** Starts the turn; what it notices and asks goes to {@code front}. */
  Rows(Shape shape, Console front, Turn turn) {
    this.shape = shape;
    this.thread = Thread.ofPlatform().daemon().name("rows").start(() -> run(front, turn));
  }

  @SuppressWarnings("Interruption") // this thread is the turn's: an interrupt ends both
  private void run(Console front, Turn turn) {
    Pieces pieces = new Pieces(front);
    Event end;
    try {
      Answer answer = turn.run(pieces);
      answer.unsupported().forEach(piece -> front.notice("unsupported: " + piece));
      end = new Event.Ended(pieces.broken.or(answer::fault));
    } catch (FaultException e) {
      end = new Event.Ended(pieces.broken.or(() -> Optional.of(e.fault())));
    } catch (InterruptedException e) {
      end = new Event.Ended(
          pieces.broken.or(() -> Optional.of(Fault.of(Errno.INTERRUPTED, "interrupted"))));
    } catch (RuntimeException e) {
      end = new Event.Broken(e);
    }
    events.add(end);
  }

  /** Makes records of the pieces of an answer. */
  private final class Pieces implements PassingConsole {
    private final Console front;
    private final RowScanner scanner = new RowScanner();
    private Label label = Label.UNKNOWN;
    private Optional<Fault> broken = Optional.empty();

    Pieces(Console front) {
      this.front = front;
    }

    @Override
    public void label(Label now) {
      label = now;
    }

    @Override
    public void text(String piece) {
      for (String object : scanner.take(piece)) {
        if (broken.isPresent()) {
          return;
        }
        try {
          row(object).ifPresent(row -> events.add(new Event.Row(Item.of(row, label))));
        } catch (FaultException e) {
          broken = Optional.of(e.fault());
          Thread.currentThread().interrupt(); // what follows is worth nothing
        }
      }
    }

    @Override
    public Console front() {
      return front;
    }
  }

  /** The record that an object spells; empty for one that only holds the rows, of which there are none. */
  private Optional<Map<String, Object>> row(String object) {
    Map<?, ?> values;
    try {
      values = MAPPER.readValue(object, Map.class);
    } catch (JacksonException e) {
      throw misfit("is no JSON: " + e.getOriginalMessage());
    }
    if (values.size() == 1 && List.of().equals(values.get("rows"))) {
      none = true;
      return Optional.empty();
    }
    Map<String, Object> row = new LinkedHashMap<>();
    for (Shape.Field field : shape.fields()) {
      if (!values.containsKey(field.name())) {
        throw misfit("has no " + field.name());
      }
      Object value = values.get(field.name());
      if (value != null) {
        row.put(field.name(), typed(field, value));
      }
    }
    made++;
    return Optional.of(row);
  }

  private Object typed(Shape.Field field, Object value) {
    String text = Value.show(value).strip();
    return switch (field.type()) {
      case TEXT -> value instanceof String ? value : text;
      case INT -> {
        if (!text.matches("[-+]?[0-9]{1,18}")) {
          throw misfit(field, text);
        }
        yield Long.valueOf(text);
      }
      case NUMBER -> {
        if (!text.matches("[-+]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?")) {
          throw misfit(field, text);
        }
        yield value instanceof Number ? value : (Object) Double.valueOf(text);
      }
      case BOOL -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw misfit(field, text);
        }
        yield Boolean.valueOf(text);
      }
    };
  }

  private FaultException misfit(Shape.Field field, String text) {
    return misfit("has '%s' as %s, which is not %s"
        .formatted(text, field.name(), field.type().words()));
  }

  private FaultException misfit(String how) {
    return new FaultException(
        Errno.CPU_FAILED,
        "row %d of the reply %s; the rows before it are good".formatted(made + 1, how),
        "log shows the reply; ask again, or with fields that are easier to fill");
  }

  @Override
  public Optional<Item> next() throws InterruptedException {
    if (over) {
      return Optional.empty();
    }
    return switch (events.take()) {
      case Event.Row(Item item) -> Optional.of(item);
      case Event.Broken(RuntimeException why) -> {
        over = true;
        throw why;
      }
      case Event.Ended(Optional<Fault> fault) -> {
        over = true;
        if (fault.isPresent()) {
          throw fault.get().toException();
        }
        if (made == 0) {
          throw none
              ? new FaultException(Errno.NOT_FOUND, "the reply has no rows", "")
              : new FaultException(
                  Errno.CPU_FAILED,
                  "the reply does not fit the schema: there is no row in it",
                  "log shows what the model said; some models cannot do it: cpu use NAME");
        }
        yield Optional.empty();
      }
    };
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE); // it keeps what came
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
