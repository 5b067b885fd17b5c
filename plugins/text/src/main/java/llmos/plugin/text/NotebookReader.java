package llmos.plugin.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads Jupyter notebooks: the text is that of the cells, with what they wrote; pictures are left out. Cells in Markdown keep their
 * headings and lists.
 */
final class NotebookReader implements DocumentReader {
  /** Of what a cell wrote, more is not shown. */
  private static final int LONGEST_OUTPUT = 4_000;

  private static final int DEEPEST = 200;

  @Override
  public String name() {
    return "ipynb";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return PlainReader.extension(fileName).equals("ipynb") && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(bytes);
    JsonTokens tokens = new JsonTokens(decoded.text());
    Object notebook = value(tokens, tokens.next(), 0);
    Composed text = new Composed();
    for (Object cell : cells(notebook)) {
      String source =
          string(get(cell, "source").equals("") ? get(cell, "input") : get(cell, "source"));
      if (get(cell, "cell_type").equals("markdown")) {
        text.add(source, MarkdownReader.parts(source));
      } else if (get(cell, "cell_type").equals("heading")) {
        text.add(PartKind.HEADING, 1, source);
      } else {
        text.add(PartKind.CODE, 0, source);
        list(get(cell, "outputs")).forEach(output -> text.add(PartKind.CODE, 0, output(output)));
      }
    }
    List<Part> parts = text.parts();
    return new Document(
        Outline.title(fileName, text.text(), parts), text.text(), parts, decoded.warnings());
  }

  /** Those of the notebook, or of its worksheets in the oldest format. */
  private static List<Object> cells(Object notebook) throws IOException {
    List<Object> cells = new ArrayList<>(list(get(notebook, "cells")));
    list(get(notebook, "worksheets")).forEach(sheet -> cells.addAll(list(get(sheet, "cells"))));
    if (cells.isEmpty() && get(notebook, "nbformat").equals("")) {
      throw new IOException("damaged: no notebook, it has no cells");
    }
    return cells;
  }

  private static String output(Object output) {
    String text = string(get(output, "text"));
    String plain = text.isEmpty() ? string(get(get(output, "data"), "text/plain")) : text;
    String error =
        get(output, "ename").equals("") ? "" : get(output, "ename") + ": " + get(output, "evalue");
    String shown = plain.isEmpty() ? error : plain;
    return shown.length() > LONGEST_OUTPUT ? shown.substring(0, LONGEST_OUTPUT) : shown;
  }

  private static Object get(Object map, String key) {
    if (map instanceof Map<?, ?> members) {
      @Nullable Object found = members.get(key);
      return found == null ? "" : found;
    }
    return "";
  }

  private static List<?> list(Object list) {
    return list instanceof List<?> elements ? elements : List.of();
  }

  /** A string, or a list of its lines. */
  private static String string(Object text) {
    if (text instanceof List<?> lines) {
      StringBuilder all = new StringBuilder();
      lines.forEach(all::append);
      return all.toString();
    }
    return text instanceof String string ? string : "";
  }

  /** Strings, maps and lists; other values as they are written. */
  private static Object value(JsonTokens tokens, char type, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("refused: JSON nested more than %d deep".formatted(DEEPEST));
    }
    return switch (type) {
      case '"' -> tokens.string();
      case 'v' -> "v";
      case '[' -> elements(tokens, depth);
      case '{' -> members(tokens, depth);
      default ->
        throw new IOException(
            "damaged: not valid JSON near character %d".formatted(tokens.start()));
    };
  }

  private static List<Object> elements(JsonTokens tokens, int depth) throws IOException {
    List<Object> list = new ArrayList<>();
    for (char type = tokens.next(); type != ']'; type = tokens.next()) {
      if (type != ',') {
        list.add(value(tokens, type, depth + 1));
      }
    }
    return list;
  }

  private static Map<String, Object> members(JsonTokens tokens, int depth) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (char type = tokens.next(); type != '}'; type = tokens.next()) {
      if (type == ',') {
        continue;
      }
      String key = String.valueOf(value(tokens, type, DEEPEST));
      if (tokens.next() != ':') {
        throw new IOException(
            "damaged: not valid JSON near character %d".formatted(tokens.start()));
      }
      map.put(key, value(tokens, tokens.next(), depth + 1));
    }
    return map;
  }
}
