package llmos.kernel.proc;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;
import llmos.api.Citation;
import llmos.api.Fault;
import llmos.api.Label;
import llmos.api.Usage;
import llmos.kernel.guard.Gate;
import llmos.kernel.memory.Memory;

/** One turn of a conversation: what goes in, whom it talks to, what comes out. */
public final class Turn {
  private Turn() {}

  /** Whether a turn is searched for: if its words ask for something, or whatever they are, or not at all. */
  public enum Search {
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * What is said.
   *
   * @param context blocks to answer from; empty for the machine to search itself
   * @param in where to search; empty for all volumes
   * @param grounded whether what the sources do not hold is a failure
   * @param search whether documents and the past are searched for it
   * @param form how the reply has to look; empty for free text
   * @param maxCost dollars that the turn may cost; empty for as much as it takes
   */
  public record Request(
      String text,
      Label label,
      Optional<List<Memory.Tail>> context,
      List<String> in,
      boolean grounded,
      Search search,
      Optional<Form> form,
      OptionalDouble maxCost) {
    public Request {
      in = List.copyOf(in);
    }

    /** The same with other blocks to answer from, if it has any. */
    Request with(UnaryOperator<List<Memory.Tail>> change) {
      return new Request(text, label, context.map(change), in, grounded, search, form, maxCost);
    }

    /** What is said to the CPU: the words, and how the reply has to look. */
    String said() {
      return form.map(f -> text + "\n\n" + f.words()).orElse(text);
    }
  }

  /**
   * How a reply has to look.
   *
   * @param words for the CPU to read
   * @param schema its JSON schema
   */
  public record Form(String words, String schema) {}

  /**
   * The user's side.
   *
   * @param text takes the answer as it comes
   * @param label is told what the answer comes from before it comes
   * @param notice takes lines about what goes on
   * @param paid takes the dollars that each request cost, also one that broke off
   * @param asker asks for permission
   * @param canAsk whether anybody is there to be asked
   */
  public record Side(
      Consumer<String> text,
      Consumer<Label> label,
      Consumer<String> notice,
      DoubleConsumer paid,
      Gate.Asker asker,
      boolean canAsk) {}

  /** What came of it; see {@code llmos.kernel.Answer}. */
  public record Outcome(
      String text,
      List<Citation> citations,
      List<String> unsupported,
      Label label,
      String cpu,
      Usage usage,
      OptionalDouble cost,
      Optional<Fault> fault) {
    public Outcome {
      citations = List.copyOf(citations);
      unsupported = List.copyOf(unsupported);
    }
  }
}
