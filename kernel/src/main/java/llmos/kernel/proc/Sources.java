package llmos.kernel.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Page;
import llmos.api.Span;
import llmos.kernel.store.Journal;

/** The blocks that an answer could cite, as an entry of the journal: {@code [1] p31 docs/a.md#120-310}, a line for each. */
public final class Sources {
  /** The kind of such an entry. */
  public static final String KIND = "sources";

  private static final Pattern LINE = Pattern.compile("\\[(\\d+)] p(\\d+)(?: (.*))?");

  private Sources() {}

  /**
   * One of them.
   *
   * @param n the number that an answer cites it by
   * @param page the page that it stood in the prompt as
   * @param place the document and span, or where else it came from
   */
  public record Source(int n, long page, String place) {}

  /** Notes them, if there are any. */
  static void note(Journal journal, long pid, long turn, List<Page> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (Page block : blocks) {
      String place = block
          .provenance()
          .span()
          .map(Span::toString)
          .orElse(block.provenance().source());
      lines.add(
          "[%d] %s %s".formatted(lines.size() + 1, block.id(), place.replaceAll("\\s+", " ")));
    }
    journal.append(pid, turn, KIND, String.join("\n", lines));
  }

  /** Reads such an entry. */
  public static List<Source> parse(String body) {
    return body.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(Sources::source)
        .toList();
  }

  private static Source source(Matcher line) {
    String place = Optional.ofNullable(line.group(3)).orElse("");
    return new Source(Integer.parseInt(line.group(1)), Long.parseLong(line.group(2)), place);
  }
}
