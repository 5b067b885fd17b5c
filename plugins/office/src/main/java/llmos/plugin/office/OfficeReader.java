package llmos.plugin.office;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Document;
import llmos.api.DocumentReader;

/**
 * Reads the documents that are zip archives of XML. Which of them a file is tells its content; the name only counts for what is no such
 * archive, to say what is wrong with it.
 */
final class OfficeReader implements DocumentReader {
  private static final Set<String> EXTENSIONS = Set.of(
      "docx docm dotx dotm pptx pptm potx potm ppsx ppsm xlsx xlsm xltx xltm xlsb odt ott ods ots odp otp odg epub"
          .split(" "));

  /** Formats of before 2007: not read, but told what to do about. */
  private static final Set<String> OLD = Set.of("doc", "dot", "xls", "xlt", "ppt", "pot", "pps");

  private static final String ZIP = "PK\3\4";
  private static final String EMPTY_ZIP = "PK\5\6";
  private static final String COMPOUND = "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1";
  private static final Pattern ENTRY = Pattern.compile("(?s)PK\3\4.{22}(.)(.)(.)(.)");
  private static final Pattern ROOT =
      Pattern.compile("<(?:[\\w.-]+:)?(document|presentation|workbook)[\\s>/]");
  private static final List<String> USUAL =
      List.of("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml");
  private static final int ROOT_BYTES = 4_096;

  @Override
  public String name() {
    return "docx/pptx/xlsx/odt/ods/odp/epub";
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    String start = new String(head, StandardCharsets.ISO_8859_1);
    String extension = extension(fileName);
    if (start.startsWith(COMPOUND)) {
      return EXTENSIONS.contains(extension) || OLD.contains(extension);
    }
    if (start.startsWith(ZIP)) {
      return EXTENSIONS.contains(extension) || isDocument(start);
    }
    return EXTENSIONS.contains(extension) && !start.startsWith("%PDF-");
  }

  private static String extension(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether one of the first entries is one that only documents have. */
  private static boolean isDocument(String start) {
    Matcher entries = ENTRY.matcher(start);
    for (int at = 0; entries.find(at); at = entries.end()) {
      int from = entries.end();
      int length = entries.group(1).charAt(0) + 256 * entries.group(2).charAt(0);
      String name = start.substring(from, Math.min(start.length(), from + length));
      boolean known = name.equals("[Content_Types].xml")
          || name.equals("META-INF/container.xml")
          || name.matches("(_rels|docProps|word|ppt|xl)/.*\\.(xml|rels)");
      String content = start.substring(Math.min(start.length(), from + length));
      if (known
          || (name.equals("mimetype")
              && (content.startsWith("application/epub+zip")
                  || content.startsWith("application/vnd.oasis.opendocument.")))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
    String start = new String(bytes, 0, Math.min(bytes.length, 8), StandardCharsets.ISO_8859_1);
    if (start.startsWith(COMPOUND)) {
      throw new IOException(compound(fileName, bytes));
    }
    if (!start.startsWith(ZIP) && !start.startsWith(EMPTY_ZIP)) {
      throw new IOException("not a document of this kind: it is no zip archive, whatever its name");
    }
    try {
      return read(fileName, Archive.of(bytes));
    } catch (RuntimeException | StackOverflowError e) {
      // What jsoup throws where damaged markup meets a bug of its own.
      throw new IOException("damaged: " + e, e);
    }
  }

  private static String compound(String fileName, byte[] bytes) {
    String name = new String(
        "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
    if (new String(bytes, StandardCharsets.ISO_8859_1).contains(name)) {
      return "encrypted: it opens only with a password";
    }
    String modern = switch (extension(fileName)) {
      case "xls", "xlt" -> "xlsx";
      case "ppt", "pot", "pps" -> "pptx";
      default -> "docx";
    };
    return "an Office file in the format of before 2007: save it as ." + modern;
  }

  private static Document read(String fileName, Archive archive)
      throws IOException, InterruptedException {
    String type = archive.has("mimetype")
        ? new String(archive.small("mimetype", 200), StandardCharsets.ISO_8859_1).strip()
        : "";
    if (type.equals("application/epub+zip") || archive.has("META-INF/container.xml")) {
      return Epub.read(fileName, archive);
    }
    if (type.startsWith("application/vnd.oasis.opendocument.")) {
      return OpenDocument.read(fileName, archive);
    }
    Relations relations = Relations.of(archive, "");
    String title = Titles.ofProperties(
        archive, relations.first(archive, "core-properties").orElse("docProps/core.xml"));
    for (String main : candidates(archive, relations)) {
      switch (root(archive, main)) {
        case "document" -> {
          return Word.read(fileName, archive, main, title);
        }
        case "presentation" -> {
          return Slides.read(fileName, archive, main, title);
        }
        case "workbook" -> {
          return Workbook.read(fileName, archive, main, title);
        }
        default -> {
          // Not what it is said to be: perhaps the part with the usual name is.
        }
      }
    }
    if (archive.has("content.xml")) {
      return OpenDocument.read(fileName, archive);
    }
    throw new IOException(unknown(archive, relations));
  }

  /** The part that all others hang on: the one that the archive names, else one with the usual name. */
  private static List<String> candidates(Archive archive, Relations relations) {
    Set<String> candidates = new LinkedHashSet<>(relations.all("officeDocument"));
    candidates.addAll(USUAL);
    return candidates.stream().filter(archive::has).toList();
  }

  private static String root(Archive archive, String main) throws IOException {
    String start = new String(archive.small(main, ROOT_BYTES), StandardCharsets.UTF_8);
    Matcher root = ROOT.matcher(start.replace("\0", ""));
    return root.find() ? root.group(1) : "";
  }

  private static String unknown(Archive archive, Relations relations) {
    List<String> main = relations.all("officeDocument");
    if (main.stream().anyMatch(part -> part.endsWith(".bin"))) {
      return "a binary workbook: save it as .xlsx";
    }
    return main.isEmpty()
        ? "not a document: an archive of %d entries, none of them of a kind that is read"
            .formatted(archive.names().size())
        : "damaged: %s is missing or no Word, PowerPoint or Excel document"
            .formatted(main.getFirst());
  }
}
