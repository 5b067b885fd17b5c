package llmos.plugin.tika;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** The text of one file while it grows. Tika tells it as the elements of a web page. Used by one thread. */
final class TikaText extends DefaultHandler {
  /** Text beyond this is left out, with a warning. */
  private static final int MOST_TEXT = 32 << 20;

  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder piece = new StringBuilder();
  private int page;
  private int ignored; // elements whose text is none of the document's
  private boolean row;
  private int cells;

  private TikaText() {}

  /** Ends a document that is too long. */
  private static final class TooLong extends SAXException {
    private static final long serialVersionUID = 1L;
  }

  /** Of what lies inside a file nothing is read: an attachment is another file. */
  private static final class Nothing implements EmbeddedDocumentExtractor {
    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    @Override
    public void parseEmbedded(
        InputStream stream, ContentHandler handler, Metadata metadata, boolean html) {}
  }

  static Document read(String fileName, byte[] bytes, boolean rtf)
      throws IOException, InterruptedException {
    TikaText out = new TikaText();
    Metadata metadata = new Metadata();
    List<String> warnings = new ArrayList<>();
    ParseContext context = new ParseContext();
    context.set(EmbeddedDocumentExtractor.class, new Nothing());
    // Named and not looked for: what Tika finds by itself may start programs of the host.
    Parser parser = rtf ? new RTFParser() : new OfficeParser();
    try (TikaInputStream in = TikaInputStream.get(bytes)) {
      parser.parse(in, out, metadata, context);
    } catch (EncryptedDocumentException e) {
      throw new IOException("encrypted: it opens only with a password", e);
    } catch (TooLong e) {
      warnings.add("only its first %,d characters are read".formatted(MOST_TEXT));
    } catch (SAXException
        | TikaException
        | RuntimeException
        | StackOverflowError
        | AssertionError e) {
      // Damaged files meet casts and recursions that nobody guarded, and assertions where tests
      // have them on.
      if (Thread.interrupted()) {
        throw new InterruptedException("reading " + fileName);
      }
      throw new IOException("damaged: " + e.getMessage(), e);
    }
    out.end(PartKind.PARAGRAPH, 0);
    String title = metadata.get(TikaCoreProperties.TITLE);
    return new Document(
        title == null || title.isBlank() ? fileName : title.strip(),
        out.text.toString(),
        out.parts,
        warnings);
  }

  @Override
  public void startElement(String uri, String local, String name, Attributes attributes) {
    switch (local) {
      case "head", "style", "script" -> ignored++;
      case "div" -> {
        end(PartKind.PARAGRAPH, 0);
        String kind = String.valueOf(attributes.getValue("class"));
        page += kind.equals("page") || kind.equals("slide-content") ? 1 : 0;
      }
      case "tr" -> {
        end(PartKind.PARAGRAPH, 0);
        row = true;
        cells = 0;
      }
      case "td", "th" -> piece.append(cells++ > 0 ? " | " : "");
      case "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "table" -> between();
      case "br" -> piece.append(row ? ' ' : '\n');
      default -> {
        // a style or a link within a line
      }
    }
  }

  private void between() {
    if (row) {
      piece.append(' ');
    } else {
      end(PartKind.PARAGRAPH, 0);
    }
  }

  @Override
  public void endElement(String uri, String local, String name) {
    switch (local) {
      case "head", "style", "script" -> ignored--;
      case "tr" -> {
        row = false;
        end(PartKind.TABLE_ROW, 0);
      }
      case "h1", "h2", "h3", "h4", "h5", "h6" -> close(PartKind.HEADING, local.charAt(1) - '0');
      case "li" -> close(PartKind.LIST_ITEM, 1);
      case "pre" -> close(PartKind.CODE, 0);
      case "p", "div" -> close(PartKind.PARAGRAPH, 0);
      default -> {
        // it began nothing
      }
    }
  }

  private void close(PartKind kind, int level) {
    if (!row) {
      end(kind, level);
    }
  }

  @Override
  public void characters(char[] chars, int start, int length) throws SAXException {
    if (ignored == 0) {
      piece.append(chars, start, length);
    }
    if (text.length() + piece.length() > MOST_TEXT) {
      throw new TooLong();
    }
  }

  @Override
  public void ignorableWhitespace(char[] chars, int start, int length) {
    if (!row && ignored == 0) {
      piece.append(chars, start, length);
    }
  }

  /** What has come is a part of this kind, if it is more than white space. */
  private void end(PartKind kind, int level) {
    String whole = kind == PartKind.TABLE_ROW
        ? piece.toString().replaceAll("\\s+", " ").strip()
        : piece.toString().strip();
    piece.setLength(0);
    if (whole.isEmpty() || whole.matches("[| ]+")) {
      return;
    }
    if (!text.isEmpty()) {
      boolean together = kind == PartKind.TABLE_ROW
          && !parts.isEmpty()
          && parts.getLast().kind() == PartKind.TABLE_ROW;
      text.append(together ? "\n" : "\n\n");
    }
    int start = text.length();
    text.append(whole);
    parts.add(new Part(kind, start, text.length(), level, page));
  }
}
