package llmos.shell.lang;

import java.util.List;
import java.util.Optional;

/** The tree of a program. Offsets count characters of its source. */
public sealed interface Node {

  /** Pipelines, one after the other. */
  record Program(String source, List<Step> steps) implements Node {
    public Program {
      steps = List.copyOf(steps);
    }

    /** What was written, from the first stage to the end of the last, without the slash of the keyboard. */
    public String text() {
      if (steps.isEmpty()) {
        return "";
      }
      Stage first = steps.getFirst().stages().getFirst();
      String text =
          source.substring(first.start(), steps.getLast().stages().getLast().end());
      boolean slash = first instanceof Run run && text.startsWith("/" + run.name());
      return slash ? text.substring(1) : text;
    }
  }

  /** A pipeline and what the one before it must have done for it to run. */
  record Step(Join join, List<Stage> stages) implements Node {
    public Step {
      stages = List.copyOf(stages);
    }
  }

  /** When a step runs. */
  enum Join {
    /** {@code ;} or a new line. */
    ALWAYS,
    /** {@code &&}. */
    AND,
    /** {@code ||}. */
    OR
  }

  /** One stage of a pipeline. */
  sealed interface Stage extends Node {
    /** First character. */
    int start();

    /** Last character, exclusive. */
    int end();
  }

  /** A command with its arguments. */
  record Run(String name, List<Arg> args, int start, int end) implements Stage {
    public Run {
      args = List.copyOf(args);
    }
  }

  /** A variable that produces its records. */
  record Produce(Variable variable, int start, int end) implements Stage {}

  /** Pipelines that run as a job: {@code a && b &}. */
  record Background(Program program, int start, int end) implements Stage {}

  /** An argument. */
  sealed interface Arg extends Node {}

  /** A word: the text of its parts in a row. */
  record Text(List<Part> parts) implements Arg {
    public Text {
      parts = List.copyOf(parts);
    }
  }

  /** {@code --name}, {@code --name=value}, {@code -n}. */
  record Flag(String name, Optional<Arg> value) implements Arg {}

  /** {@code (program)}: its records are the value. */
  record Sub(Program program) implements Arg {}

  /** <code>{ program }</code>: run by the command that gets it. */
  record Block(Program program) implements Arg {}

  /** A part of a word. */
  sealed interface Part extends Node {}

  /** Characters that stand for themselves; {@code bare} if they were not quoted. */
  record Literal(String text, boolean bare) implements Part {}

  /** {@code $name.field.field}. */
  record Variable(String name, List<String> path) implements Part {
    public Variable {
      path = List.copyOf(path);
    }
  }
}
