package llmos.plugin.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;
import llmos.plugin.markup.Markup;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jsoup.Jsoup;

/**
 * One message: taken apart as a stream, so that memory holds no more than its texts, then written. Of alternatives the plain text
 * counts, unless it is empty. A message in a message is a heading one level deeper. What is damaged ends the message, not the mailbox.
 */
final class Mail {
  private static final int DEEPEST = 40;
  private static final MimeConfig FORGIVING = new MimeConfig.Builder()
      .setMaxLineLen(-1)
      .setMaxHeaderLen(1 << 20)
      .setMaxHeaderCount(10_000)
      .build();

  private final boolean inMailbox;
  private final Deque<Group> open = new ArrayDeque<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private Fields fields = new Fields();
  private Optional<Fields> first = Optional.empty();
  private boolean ofMessage;
  private int messages;

  /** A message; one of a mailbox may have lines whose {@code From } was made harmless by a {@code >}. */
  Mail(boolean inMailbox) {
    this.inMailbox = inMailbox;
  }

  /** What a piece of a message is. */
  private enum Kind {
    HEADER,
    PLAIN,
    HTML,
    /** Text with a name of its own. */
    ATTACHED
  }

  /** A piece of a message: for a header its fields, else a text; the level counts the messages around it. */
  private record Piece(Kind kind, int level, String name, String text, Fields fields) {}

  /** Pieces that belong together; alternatives say the same. */
  private record Group(boolean alternative, List<Piece> pieces) {}

  String subject() {
    return first.map(f -> f.get("subject")).orElse("");
  }

  /** Whether there was a header at all. */
  boolean hasHeader() {
    return first.map(f -> !f.isEmpty()).orElse(false);
  }

  List<String> warnings() {
    return warnings;
  }

  /** The attachments that are no text, by name. */
  List<String> unread() {
    return unread;
  }

  void parse(InputStream message) {
    MimeTokenStream stream = new MimeTokenStream(FORGIVING, DecodeMonitor.SILENT, null);
    open.push(new Group(false, new ArrayList<>()));
    try {
      stream.parse(message);
      for (EntityState state = stream.getState();
          state != EntityState.T_END_OF_STREAM && open.size() + messages < DEEPEST;
          state = stream.next()) {
        event(state, stream);
      }
      if (stream.getState() != EntityState.T_END_OF_STREAM) {
        warnings.add("what is nested more than %d deep is left out".formatted(DEEPEST));
      }
    } catch (MimeException | IOException e) {
      warnings.add("damaged mail: " + e.getMessage());
    }
    while (open.size() > 1) {
      close();
    }
  }

  private void event(EntityState state, MimeTokenStream stream) throws IOException {
    switch (state) {
      case T_START_MESSAGE -> {
        messages++;
        ofMessage = true;
      }
      case T_END_MESSAGE -> messages--;
      case T_START_BODYPART -> ofMessage = false;
      case T_START_HEADER -> fields = new Fields();
      case T_FIELD -> fields.add(stream.getField());
      case T_END_HEADER -> header();
      case T_START_MULTIPART ->
        open.push(new Group(
            stream.getBodyDescriptor().getSubType().equalsIgnoreCase("alternative"),
            new ArrayList<>()));
      case T_END_MULTIPART -> close();
      case T_BODY -> body(stream);
      default -> {
        // What stands before and after the parts is for programs that do not know parts.
      }
    }
  }

  private void header() {
    if (ofMessage) {
      first = first.isEmpty() ? Optional.of(fields) : first;
      add(new Piece(Kind.HEADER, messages, "", "", fields));
    }
  }

  private void add(Piece piece) {
    open.getFirst().pieces().add(piece);
  }

  private void close() {
    Group group = open.pop();
    boolean plain = group.alternative()
        && group.pieces().stream()
            .anyMatch(p -> p.kind() == Kind.PLAIN && !p.text().isBlank());
    for (Piece piece : group.pieces()) {
      if (!plain || piece.kind() != Kind.HTML) {
        add(piece);
      }
    }
  }

  private void body(MimeTokenStream stream) throws IOException {
    BodyDescriptor descriptor = stream.getBodyDescriptor();
    String type = fields.isEmpty() || fields.get("content-type").isEmpty()
        ? "text/plain"
        : descriptor.getMimeType();
    String name = fields.fileName();
    boolean attached = !name.isEmpty() || fields.isAttachment();
    if (!type.startsWith("text/")) {
      if (attached || !type.startsWith("image/")) {
        unread.add("%s (%s)".formatted(name.isEmpty() ? "one without a name" : name, type));
      }
      return;
    }
    byte[] bytes = stream.getDecodedInputStream().readAllBytes();
    String text = Charsets.decode(bytes, descriptor.getCharset()).replaceAll("\r\n?", "\n");
    Kind kind = type.equals("text/html") ? Kind.HTML : Kind.PLAIN;
    if (attached) {
      String plain = kind == Kind.HTML ? "" : text;
      add(new Piece(Kind.ATTACHED, messages, name, plain, fields));
      if (kind == Kind.HTML) {
        add(new Piece(Kind.HTML, messages, name, text, fields));
      }
      return;
    }
    add(new Piece(kind, messages, "", unquoted(text), fields));
  }

  private String unquoted(String text) {
    return inMailbox ? text.replaceAll("(?m)^>(>*From )", "$1") : text;
  }

  /** Writes the message as parts. */
  void write(Layout layout) {
    for (Piece piece : open.getFirst().pieces()) {
      layout.under(0);
      switch (piece.kind()) {
        case HEADER -> header(piece, layout);
        case PLAIN -> layout.plain(piece.text());
        case HTML -> {
          layout.under(piece.level());
          Markup.add(Jsoup.parse(piece.text()).body(), layout);
        }
        case ATTACHED -> {
          String name = piece.name().isEmpty() ? "without a name" : piece.name();
          layout.part(PartKind.HEADING, piece.level() + 1, "Attachment " + name);
          layout.plain(piece.text());
        }
      }
    }
    layout.under(0);
    if (!unread.isEmpty()) {
      layout.part(PartKind.PARAGRAPH, 0, "Attached, not read: " + String.join(", ", unread));
    }
  }

  private static void header(Piece piece, Layout layout) {
    String subject = piece.fields().get("subject");
    layout.part(PartKind.HEADING, piece.level(), subject.isEmpty() ? "(no subject)" : subject);
    for (String name : List.of("From", "To", "Cc", "Date")) {
      String value = piece.fields().get(name.toLowerCase(Locale.ROOT));
      layout.part(PartKind.PARAGRAPH, 0, value.isEmpty() ? "" : name + ": " + value);
    }
  }
}
