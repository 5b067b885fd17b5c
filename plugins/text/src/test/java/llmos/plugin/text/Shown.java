package llmos.plugin.text;

import java.util.List;
import llmos.api.Document;

/** Documents as tests compare them. */
final class Shown {
  private Shown() {}

  /** Each part as its kind, its level if it has one, and its text with {@code ⏎} for newlines. */
  static List<String> parts(Document document) {
    return document.parts().stream()
        .map(part -> "%s%s %s"
            .formatted(
                part.kind(),
                part.level() == 0 ? "" : " " + part.level(),
                document.text().substring(part.start(), part.end()).replace("\n", "⏎")))
        .toList();
  }
}
