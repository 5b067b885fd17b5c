package llmos.plugin.text;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;

/**
 * Reads JSON and lines of JSON: a part for each member or record at the top, and within what is long for each of its members. The text
 * is the file itself. What is no JSON is read as text, with a warning.
 */
final class JsonReader implements DocumentReader {
  private static final Set<String> EXTENSIONS =
      Set.of("json", "jsonl", "ndjson", "geojson", "jsonc", "webmanifest", "har");
  private static final Set<String> LINES = Set.of("jsonl", "ndjson");

  /** What is longer is cut within. */
  private static final int LONG = 1_500;

  /** Beyond so many places to cut, those that are close to the one before are left out. */
  private static final int MANY = 500_000;

  private static final int CLOSE = 200;
  private static final int DEEPEST = 1_000;

  @Override
  public String name() {
    return "json/jsonl";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return EXTENSIONS.contains(PlainReader.extension(fileName)) && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(bytes);
    List<String> warnings = new ArrayList<>(decoded.warnings());
    List<Part> parts = LINES.contains(PlainReader.extension(fileName))
        ? records(decoded.text(), warnings)
        : members(decoded.text(), warnings);
    return new Document(fileName, decoded.text(), parts, warnings);
  }

  private static List<Part> records(String text, List<String> warnings) {
    Lines lines = new Lines(text);
    Parts parts = new Parts(lines);
    int broken = 0;
    for (int i = 0; i < lines.count(); i++) {
      broken += lines.blank(i) || new Cuts(lines.line(i)).found() ? 0 : 1;
      parts.add(PartKind.CODE, 0, i, i + 1);
    }
    if (broken > 0) {
      warnings.add("%d of %d lines are not valid JSON".formatted(broken, lines.count()));
    }
    return parts.list();
  }

  private static List<Part> members(String text, List<String> warnings) {
    Cuts cuts = new Cuts(text);
    Lines lines = new Lines(text);
    if (!cuts.found()) {
      if (!text.isBlank()) {
        warnings.add("not valid JSON near character %d: read as text".formatted(cuts.brokenAt()));
      }
      return SourceReader.chunks(lines);
    }
    Parts parts = new Parts(lines);
    int from = 0;
    for (int cut : cuts.places()) {
      parts.span(PartKind.CODE, from, cut);
      from = cut;
    }
    parts.span(PartKind.CODE, from, text.length());
    return parts.list();
  }

  /** Where a JSON text may be cut: before each member and element but the first one of what holds them. */
  private static final class Cuts {
    private final JsonTokens tokens;
    private final Deque<Open> open = new ArrayDeque<>();
    private int[] places = new int[64];
    private int count;
    private final boolean found;

    /** A container that is not closed yet: where it starts, and how many cuts there were before it. */
    private record Open(char bracket, int start, int cuts) {}

    Cuts(String text) {
      tokens = new JsonTokens(text);
      found = scan();
    }

    boolean found() {
      return found;
    }

    int brokenAt() {
      return tokens.start();
    }

    int[] places() {
      return Arrays.copyOf(places, count);
    }

    /** Values one after the other, at least one. */
    private boolean scan() {
      int values = 0;
      for (char type = tokens.next(); type != '.'; type = tokens.next()) {
        if (values > 0) {
          cut(tokens.start());
        }
        if (!value(type)) {
          return false;
        }
        values++;
      }
      return values > 0;
    }

    /** One value with all that is in it; the stack takes the place of recursion. */
    private boolean value(char type) {
      if (!begins(type)) {
        return false;
      }
      boolean first = !open.isEmpty();
      while (!open.isEmpty()) {
        char next = tokens.next();
        if (closes(next)) {
          close();
          first = false;
          continue;
        }
        if (!first) {
          if (next != ',') {
            return false;
          }
          next = tokens.next();
          if (closes(next)) {
            close();
            continue;
          }
          cut(tokens.start());
        }
        int depth = open.size();
        if (!element(next)) {
          return false;
        }
        first = open.size() > depth;
      }
      return true;
    }

    /** A member, up to the start of its value, or an element. */
    private boolean element(char type) {
      if (open.getFirst().bracket() == '[') {
        return begins(type);
      }
      return type == '"' && tokens.next() == ':' && begins(tokens.next());
    }

    private boolean begins(char type) {
      if (type == '{' || type == '[') {
        open.push(new Open(type, tokens.start(), count));
        return open.size() <= DEEPEST;
      }
      return type == '"' || type == 'v';
    }

    private boolean closes(char type) {
      return type == (open.getFirst().bracket() == '{' ? '}' : ']');
    }

    /** What turns out to be short is not cut within, unless it is the whole. */
    private void close() {
      Open closed = open.pop();
      if (!open.isEmpty() && tokens.end() - closed.start() <= LONG) {
        count = closed.cuts();
      }
    }

    private void cut(int place) {
      if (count >= MANY && place - places[count - 1] < CLOSE) {
        return;
      }
      if (count == places.length) {
        places = Arrays.copyOf(places, 2 * count);
      }
      places[count++] = place;
    }
  }
}
