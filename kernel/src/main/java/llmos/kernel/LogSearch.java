package llmos.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.Journal;

/** Finds the entries of the journal in which all of some words stand, each at the start of a word, in any case. */
final class LogSearch {
  private static final int BATCH = 500;
  private static final int LINE = 160; // characters that are shown of a line

  private final Journal journal;
  private final List<String> words;

  LogSearch(Journal journal, String words) {
    this.journal = journal;
    this.words = List.of(words.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    if (words.isBlank()) {
      throw new FaultException(Errno.BAD_USAGE, "no words to look for", "log find late payment");
    }
  }

  /** The newest of them, at most so many. */
  List<Row> rows(int most) {
    List<String> like = words.stream().map(LogSearch::like).toList();
    List<Row> found = new ArrayList<>();
    long before = Long.MAX_VALUE;
    while (found.size() < most) {
      List<Journal.Entry> batch = journal.before(before, like, BATCH);
      batch.stream()
          .filter(entry -> fits(entry.body()))
          .limit(most - found.size())
          .forEach(entry -> found.add(row(entry)));
      if (batch.size() < BATCH) {
        return found;
      }
      before = batch.getLast().seq();
    }
    return found;
  }

  /** What SQL can tell: letters of ASCII in any case, and any character in the place of others. */
  private static String like(String word) {
    StringBuilder pattern = new StringBuilder("%");
    word.codePoints().forEach(c -> {
      if (c == '%' || c == '_' || c == '\\') {
        pattern.append('\\');
      }
      pattern.appendCodePoint(c < 128 ? c : '_');
    });
    return pattern.append('%').toString();
  }

  private boolean fits(String body) {
    String lower = body.toLowerCase(Locale.ROOT);
    return words.stream().allMatch(word -> place(lower, word).isPresent());
  }

  /** Where a word stands at the start of one; scripts without spaces have no such places, so it may stand anywhere there. */
  private static OptionalInt place(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at == 0 || starts(text.codePointBefore(at), word.codePointAt(0))) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean starts(int before, int first) {
    return !Character.isLetterOrDigit(before)
        || !Character.isLetterOrDigit(first)
        || !spaced(before)
        || !spaced(first);
  }

  private static boolean spaced(int c) {
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> false;
      default -> true;
    };
  }

  private Row row(Journal.Entry entry) {
    String line = line(entry.body());
    return Row.of(
            "text", "%d  turn %d  %s  %s".formatted(entry.pid(), entry.turn(), entry.kind(), line))
        .and("session", entry.pid())
        .and("turn", entry.turn())
        .and("at", entry.at())
        .and("kind", entry.kind())
        .and("seq", entry.seq())
        .and("line", line);
  }

  /** The line with the most of the words, cut around the first of them. */
  private String line(String body) {
    String best = "";
    long most = -1;
    for (String line : body.split("\\R", -1)) {
      String lower = line.toLowerCase(Locale.ROOT);
      long has = words.stream().filter(word -> place(lower, word).isPresent()).count();
      if (has > most) {
        best = line;
        most = has;
      }
    }
    String lower = best.toLowerCase(Locale.ROOT);
    int at =
        words.stream().flatMapToInt(word -> place(lower, word).stream()).min().orElse(0);
    return cut(best, Math.min(at, best.length()));
  }

  private static String cut(String line, int at) {
    if (line.length() <= LINE) {
      return line.strip();
    }
    int from = whole(line, Math.clamp(at - LINE / 3, 0, line.length() - LINE));
    int to = whole(line, Math.min(line.length(), from + LINE));
    return (from > 0 ? "…" : "")
        + line.substring(from, to).strip()
        + (to < line.length() ? "…" : "");
  }

  /** Not in the middle of a character. */
  private static int whole(String line, int at) {
    boolean inside = at > 0 && at < line.length() && Character.isLowSurrogate(line.charAt(at));
    return inside ? at - 1 : at;
  }
}
