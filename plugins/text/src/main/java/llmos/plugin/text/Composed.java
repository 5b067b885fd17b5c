package llmos.plugin.text;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;

/** A text that is not the file itself, while it grows: pieces with a blank line between them. */
final class Composed {
  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();

  String text() {
    return text.toString();
  }

  List<Part> parts() {
    return parts;
  }

  /** Adds a piece as one part, without the empty lines around it. */
  void add(PartKind kind, int level, String piece) {
    int from = 0;
    for (int i = 0; i < piece.length() && Character.isWhitespace(piece.charAt(i)); i++) {
      from = piece.charAt(i) == '\n' ? i + 1 : from;
    }
    String body = piece.substring(from).stripTrailing();
    if (!body.isBlank()) {
      add(body, List.of(new Part(kind, 0, body.length(), level, 0)));
    }
  }

  /** Adds a piece that has parts of its own. */
  void add(String piece, List<Part> ofPiece) {
    if (piece.isBlank()) {
      return;
    }
    text.append(text.isEmpty() ? "" : "\n\n");
    int start = text.length();
    text.append(piece);
    for (Part part : ofPiece) {
      parts.add(new Part(
          part.kind(), start + part.start(), start + part.end(), part.level(), part.page()));
    }
  }
}
