package llmos.plugin.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What is needed of a {@code tokenizer.json}: the pieces and their ids, and whether text is lowered. It is read in 10 ms by
 * hand; a JSON library would be the plugin's largest part.
 */
record Vocabulary(Map<String, Integer> ids, boolean lowercase) {

  static Vocabulary read(Path file) throws IOException {
    String json = Files.readString(file);
    int at = json.indexOf("\"vocab\"");
    int open = at < 0 ? -1 : json.indexOf('{', at);
    if (open < 0) {
      throw new IOException("%s holds no vocabulary".formatted(file));
    }
    Map<String, Integer> ids = new HashMap<>(1 << 16);
    int i = open + 1;
    int quote = json.indexOf('"', i);
    while (quote >= 0 && json.substring(i, quote).indexOf('}') < 0) {
      StringBuilder piece = new StringBuilder();
      i = string(json, quote + 1, piece);
      i = json.indexOf(':', i) + 1;
      int from = i;
      while (i < json.length() && json.charAt(i) != ',' && json.charAt(i) != '}') {
        i++;
      }
      ids.put(piece.toString(), Integer.parseInt(json.substring(from, i).strip()));
      quote = json.indexOf('"', i);
    }
    return new Vocabulary(
        Map.copyOf(ids), json.replaceAll("\\s", "").contains("\"lowercase\":true"));
  }

  /** Reads a JSON string that starts at {@code i}; returns where its closing quote ends. */
  private static int string(String json, int i, StringBuilder out) {
    while (json.charAt(i) != '"') {
      char c = json.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = json.charAt(i++);
      switch (escaped) {
        case 'u' -> {
          out.append((char) Integer.parseInt(json.substring(i, i + 4), 16));
          i += 4;
        }
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        default -> out.append(escaped);
      }
    }
    return i + 1;
  }

  /** The id of a piece that every vocabulary of this kind has, such as {@code [CLS]}. */
  int special(String piece) throws IOException {
    Integer id = ids.get(piece);
    if (id == null) {
      throw new IOException("the vocabulary has no " + piece);
    }
    return id;
  }
}
