package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A fenced block of a markdown file that is meant to be run: {@code sh} (a program; it must succeed) or {@code console} (lines
 * with {@code $ } are typed, the others are what comes back).
 *
 * @param line its first line in the file, from 1
 * @param console whether it shows output
 * @param text its lines
 * @param notRun why it is not run, from a comment {@code <!-- not run: … -->} above it; empty if it is
 */
record Block(int line, boolean console, String text, String notRun) {
  private static final Pattern FENCE =
      Pattern.compile("(?ms)^(?:<!-- not run:(.*?)-->\\s*?\\n)?^```(sh|console)\\n(.*?)^```$");

  private static final Pattern PROGRAM =
      Pattern.compile("(?ms)In a file `([A-Za-z]+\\.java)`:\\n\\n^```java\\n(.*?)^```$");

  /** The blocks of a markdown text, in order. */
  static List<Block> of(String markdown) {
    List<Block> blocks = new ArrayList<>();
    Matcher found = FENCE.matcher(markdown);
    while (found.find()) {
      String why = found.group(1) == null ? "" : found.group(1).strip();
      int line = (int) markdown.substring(0, found.start(2)).lines().count();
      assertThat(found.group(1) == null || !why.isEmpty())
          .as("line %s: a reason", line)
          .isTrue();
      blocks.add(new Block(line, found.group(2).equals("console"), found.group(3), why));
    }
    return blocks;
  }

  /** The Java programs of a markdown text by the names that it gives them: {@code In a file `X.java`:} and then a block. */
  static Map<String, String> programs(String markdown) {
    return PROGRAM
        .matcher(markdown)
        .results()
        .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
  }

  /** Whether it starts the build that this test is a part of. */
  boolean startsTheBuild() {
    return text.lines().anyMatch(line -> line.matches("(\\$ )?(\\S*/)?mvn .*|.*\\.ci/run.*"));
  }

  /** What is typed and what is shown after it. A line that ends in a backslash goes on in the next one. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    boolean more = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("$ ")) {
        steps.add(new Step(line.substring(2), ""));
      } else {
        assertThat(steps)
            .as("line %s: a console block starts with '$ '", this.line)
            .isNotEmpty();
        Step last = steps.removeLast();
        steps.add(
            more
                ? new Step(last.typed + "\n" + line.replaceFirst("^> ", ""), last.shown)
                : new Step(last.typed, last.shown + line + "\n"));
      }
      more = (line.startsWith("$ ") || more) && line.endsWith("\\");
    }
    return steps;
  }

  /** One command of a console block and its output. */
  record Step(String typed, String shown) {}
}
