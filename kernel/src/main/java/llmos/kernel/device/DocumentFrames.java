package llmos.kernel.device;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What the machine and the process that reads documents for it say to each other, in turn:
 *
 * <pre>
 * first     a greeting of the process, when it is ready
 * asked     count and paths of jars, index of the reader among those of the jars, name of the file, its bytes
 * answered  0, title, text, count of parts, each (kind, start, end, level, page), count of warnings, each
 *           1, why it could not be read
 * </pre>
 *
 * <p>Texts are UTF-8 behind their length in bytes. Nothing is longer than its limit: what a reader made beyond it is left
 * out with a warning, and a length beyond it ends the conversation.
 */
final class DocumentFrames {
  private static final int GREETING = 0x6c6c6d6f;
  private static final int DOCUMENT = 0;
  private static final int FAILED = 1;

  private DocumentFrames() {}

  /** What is asked: to read these bytes with one of the readers that these jars bring. */
  record Asked(List<Path> jars, int reader, String fileName, ByteBuffer bytes) {}

  static void ask(DataOutputStream out, Asked asked) throws IOException {
    out.writeInt(asked.jars().size());
    for (Path jar : asked.jars()) {
      text(out, jar.toString());
    }
    out.writeInt(asked.reader());
    text(out, asked.fileName());
    byte[] bytes = asked.bytes().array();
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  static Asked asked(DataInputStream in) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (int left = count(in, Limits.NAMED); left > 0; left--) {
      jars.add(Path.of(text(in, Limits.NAMED)));
    }
    int reader = in.readInt();
    String name = text(in, Limits.NAMED);
    return new Asked(jars, reader, name, ByteBuffer.wrap(bytes(in, Limits.FILE_BYTES)));
  }

  /** The first that the process says. */
  static void greet(DataOutputStream out) throws IOException {
    out.writeInt(GREETING);
    out.flush();
  }

  /** Waits for it; {@link NotThere} if what was started is no such process. */
  static void greeted(DataInputStream in) throws IOException {
    try {
      if (in.readInt() == GREETING) {
        return;
      }
    } catch (EOFException e) {
      throw new NotThere("it ended", e);
    }
    throw new NotThere("it said something else", null);
  }

  static void answer(DataOutputStream out, Document whole) throws IOException {
    Document document = bounded(whole);
    out.writeInt(DOCUMENT);
    text(out, document.title());
    text(out, document.text());
    out.writeInt(document.parts().size());
    for (Part part : document.parts()) {
      text(out, part.kind().name());
      out.writeInt(part.start());
      out.writeInt(part.end());
      out.writeInt(part.level());
      out.writeInt(part.page());
    }
    out.writeInt(document.warnings().size());
    for (String warning : document.warnings()) {
      text(out, warning);
    }
    out.flush();
  }

  static void fail(DataOutputStream out, String reason) throws IOException {
    out.writeInt(FAILED);
    text(out, cut(reason));
    out.flush();
  }

  /** The document; an {@link Unread} if it could not be read, another {@link IOException} if the other side ended. */
  static Document answer(DataInputStream in) throws IOException {
    if (in.readInt() != DOCUMENT) {
      throw new Unread(text(in, Limits.NAMED));
    }
    String title = text(in, Limits.NAMED);
    String text = text(in, Limits.DOCUMENT_CHARS * 3);
    List<Part> parts = new ArrayList<>();
    for (int left = count(in, Limits.DOCUMENT_PARTS); left > 0; left--) {
      PartKind kind = PartKind.valueOf(text(in, Limits.NAMED));
      parts.add(new Part(kind, in.readInt(), in.readInt(), in.readInt(), in.readInt()));
    }
    List<String> warnings = new ArrayList<>();
    for (int left = count(in, Limits.DOCUMENT_WARNINGS + 1); left > 0; left--) {
      warnings.add(text(in, Limits.NAMED));
    }
    return new Document(title, text, parts, warnings);
  }

  /** The reader's own word on why it did not read. */
  static final class Unread extends IOException {
    private static final long serialVersionUID = 1L;

    Unread(String reason) {
      super(reason);
    }
  }

  /** No process of ours is at the other end. */
  static final class NotThere extends IOException {
    private static final long serialVersionUID = 1L;

    NotThere(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }
  }

  /** What fits of a document; what does not is told in a warning. */
  static Document bounded(Document whole) {
    List<String> warnings = new ArrayList<>();
    String text = Utf8.wellFormed(whole.text());
    if (text.length() > Limits.DOCUMENT_CHARS) {
      int end = Limits.DOCUMENT_CHARS;
      text = text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
      warnings.add("its text is cut after %,d characters".formatted(text.length()));
    }
    int length = text.length();
    List<Part> parts = whole.parts().stream()
        .filter(part -> part.end() <= length)
        .limit(Limits.DOCUMENT_PARTS)
        .toList();
    whole.warnings().stream()
        .limit(Limits.DOCUMENT_WARNINGS)
        .map(DocumentFrames::cut)
        .forEach(warnings::add);
    return new Document(cut(whole.title()), text, parts, warnings);
  }

  private static String cut(String text) {
    String fits = text.length() * 3 > Limits.NAMED ? text.substring(0, Limits.NAMED / 3) : text;
    return Utf8.wellFormed(fits);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in, int most) throws IOException {
    return new String(bytes(in, most), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in, int most) throws IOException {
    int length = count(in, most);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("after %d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }

  private static int count(DataInputStream in, int most) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > most) {
      throw new StreamCorruptedException("a length of %d, at most %d".formatted(count, most));
    }
    return count;
  }
}
