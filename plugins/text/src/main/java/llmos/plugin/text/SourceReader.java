package llmos.plugin.text;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;

/** Reads source code and configuration: chunks that start at the left margin after a blank line. */
final class SourceReader implements DocumentReader {
  private static final Set<String> EXTENSIONS = Arrays.stream(
          ("java kt kts scala groovy py pyi rb js mjs cjs jsx ts tsx go rs c h cc cpp cxx hpp hh m mm cs fs swift php pl pm lua r jl"
                  + " hs ml mli ex exs erl clj cljs el lisp scm dart zig nim v sv vhd asm s sh bash zsh fish ps1 bat cmd sql graphql"
                  + " proto thrift yaml yml toml json5 xml xsd xsl svg ini cfg conf properties env gradle cmake mk"
                  + " dockerfile makefile tf hcl nix css scss sass less vue svelte bib diff patch awk sed vim")
              .split(" "))
      .collect(Collectors.toUnmodifiableSet());

  /** From here a chunk ends at the next blank line, and at the latest after twice as many lines. */
  private static final int LONG = 40;

  @Override
  public String name() {
    return "source";
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
    return new Document(
        fileName, decoded.text(), chunks(new Lines(decoded.text())), decoded.warnings());
  }

  static List<Part> chunks(Lines lines) {
    Parts parts = new Parts(lines);
    int from = 0;
    for (int i = 1; i < lines.count(); i++) {
      if (i - from >= 2 * LONG || (lines.blank(i - 1) && (i - from >= LONG || starts(lines, i)))) {
        parts.add(PartKind.CODE, 0, from, i);
        from = i;
      }
    }
    parts.add(PartKind.CODE, 0, from, lines.count());
    return parts.list();
  }

  /** At the left margin, and not the end of something. */
  private static boolean starts(Lines lines, int i) {
    if (lines.blank(i) || lines.indent(i) > 0) {
      return false;
    }
    String line = lines.line(i);
    return "})]".indexOf(line.charAt(0)) < 0 && !line.startsWith("end");
  }
}
