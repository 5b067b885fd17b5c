package llmos.plugin.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;

/**
 * Reads tables of text: the first record is the header, each other one a row. Fields in quotes may hold delimiters and newlines. Which
 * delimiter it is shows in the first records; the name only decides a tie. The text is the file itself.
 */
final class CsvReader implements DocumentReader {
  private static final Map<String, Character> EXTENSIONS =
      Map.of("csv", ',', "tsv", '\t', "tab", '\t', "psv", '|', "ssv", ';');
  private static final String DELIMITERS = ",;\t|";

  /** Records that are looked at to find the delimiter. */
  private static final int SAMPLE = 20;

  /** A quote that is not closed within so many characters was none. */
  private static final int LONGEST_RECORD = 100_000;

  /** After so many of those no quote of the file is one. */
  private static final int MOST_UNCLOSED = 5;

  @Override
  public String name() {
    return "csv/tsv";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return EXTENSIONS.containsKey(PlainReader.extension(fileName)) && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(bytes);
    String text = decoded.text();
    List<String> warnings = new ArrayList<>(decoded.warnings());
    char preferred = EXTENSIONS.getOrDefault(PlainReader.extension(fileName), ',');
    List<Part> parts = rows(text, delimiter(text, preferred), warnings);
    return new Document(fileName, text, parts, warnings);
  }

  /** The one that stands equally often in the first records; of several, the one that stands there most. */
  static char delimiter(String text, char preferred) {
    char best = preferred;
    int most = 0;
    for (char candidate : (preferred + DELIMITERS).toCharArray()) {
      int fields = fields(text, candidate);
      if (fields > most) {
        most = fields;
        best = candidate;
      }
    }
    return best;
  }

  /** How often the delimiter stands in each of the first records, if it stands in all of them equally often; else 0. */
  private static int fields(String text, char delimiter) {
    int same = -1;
    int at = 0;
    for (int i = 0; i < SAMPLE && at < text.length(); i++) {
      int end = recordEnd(text, at, delimiter);
      end = end < 0 ? lineEnd(text, at) : end;
      int count = count(text, at, end, delimiter);
      boolean blank = text.substring(at, Math.min(end, at + 100)).isBlank();
      if (!blank && same >= 0 && count != same) {
        return 0;
      }
      same = blank ? same : count;
      at = end;
    }
    return Math.max(0, same);
  }

  private static int count(String text, int from, int to, char delimiter) {
    int count = 0;
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      count += c == delimiter && !quoted ? 1 : 0;
    }
    return count;
  }

  private static List<Part> rows(String text, char delimiter, List<String> warnings) {
    Parts parts = new Parts(new Lines(text));
    int unclosed = 0;
    int at = 0;
    boolean header = true;
    while (at < text.length()) {
      int end = unclosed < MOST_UNCLOSED ? recordEnd(text, at, delimiter) : lineEnd(text, at);
      if (end < 0) {
        unclosed++;
        end = lineEnd(text, at);
      }
      boolean said = header && text.startsWith("sep=", at);
      parts.span(
          said ? PartKind.PARAGRAPH : header ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, at, end);
      header = header && (said || parts.list().isEmpty());
      at = end;
    }
    if (unclosed > 0) {
      warnings.add("a quote is not closed: what follows it is read line by line");
    }
    return parts.list();
  }

  /** After the record that starts here, or -1 if one of its quotes is not closed. */
  private static int recordEnd(String text, int from, char delimiter) {
    boolean quoted = false;
    boolean fieldStarts = true;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (i - from > LONGEST_RECORD) {
          return -1;
        }
        // Two quotes in a row are one: the second opens again what the first closed.
        quoted = c != '"';
      } else if (c == '"' && (fieldStarts || text.charAt(i - 1) == '"')) {
        quoted = true;
      } else if (c == '\n' || c == '\r') {
        return c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
      }
      fieldStarts = !quoted && (c == delimiter || (fieldStarts && c == ' '));
    }
    return quoted ? -1 : text.length();
  }

  private static int lineEnd(String text, int from) {
    int newline = text.indexOf('\n', from);
    return newline < 0 ? text.length() : newline + 1;
  }
}
