package llmos.plugin.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import llmos.api.Document;
import llmos.plugin.markup.Layout;

/** The messages of a file: one, or as many as a mailbox has lines that begin with {@code From } and end a message before them. */
final class Mailbox {
  private static final byte[] MARK = "From ".getBytes(StandardCharsets.US_ASCII);

  /** {@code From ada@example.org Fri Jul  8 12:08:34 2011}. */
  private static final Pattern SEPARATOR =
      Pattern.compile("From \\S+ .*\\d:\\d\\d.*(19|20)\\d\\d.*");

  private static final int LONGEST_SEPARATOR = 300;
  private static final int SHOWN_NAMES = 5;

  private Mailbox() {}

  static boolean isMailbox(byte[] bytes) {
    return separates(bytes, 0);
  }

  static Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
    Layout layout = new Layout();
    List<String> warnings = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    boolean isMailbox = isMailbox(bytes);
    List<Integer> starts = isMailbox ? starts(bytes) : List.of(0);
    String title = fileName;
    for (int i = 0; i < starts.size() && !layout.full(); i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading message %d of %d".formatted(i + 1, starts.size()));
      }
      int from = isMailbox ? lineEnd(bytes, starts.get(i)) : 0;
      int to = i + 1 < starts.size() ? starts.get(i + 1) : bytes.length;
      Mail mail = new Mail(isMailbox);
      mail.parse(new ByteArrayInputStream(bytes, from, to - from));
      if (starts.size() == 1) {
        if (!mail.hasHeader()) {
          throw new IOException("not a mail: it begins with no header");
        }
        title = mail.subject().isEmpty() ? fileName : mail.subject();
      }
      mail.write(layout);
      warnings.addAll(mail.warnings());
      unread.addAll(mail.unread());
    }
    if (!unread.isEmpty()) {
      warnings.add(unread(unread));
    }
    return layout.document(title, warnings);
  }

  private static String unread(List<String> names) {
    String shown = String.join(", ", names.stream().limit(SHOWN_NAMES).toList());
    return "%d %s not read: %s%s"
        .formatted(
            names.size(),
            names.size() == 1 ? "attachment is" : "attachments are",
            shown,
            names.size() > SHOWN_NAMES ? ", …" : "");
  }

  /** Where the messages start, each with its separator. */
  private static List<Integer> starts(byte[] bytes) {
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at >= 0; at = next(bytes, at + 1)) {
      starts.add(at);
    }
    return starts;
  }

  /** The next separator: it follows an empty line. */
  private static int next(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      boolean afterEmpty = bytes[i - 1] == '\n'
          && i >= 2
          && (bytes[i - 2] == '\n' || (i >= 3 && bytes[i - 2] == '\r' && bytes[i - 3] == '\n'));
      if (afterEmpty && separates(bytes, i)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean separates(byte[] bytes, int at) {
    for (int i = 0; i < MARK.length; i++) {
      if (at + i >= bytes.length || bytes[at + i] != MARK[i]) {
        return false;
      }
    }
    int end = Math.min(lineEnd(bytes, at), at + LONGEST_SEPARATOR);
    String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1).strip();
    return SEPARATOR.matcher(line).matches();
  }

  private static int lineEnd(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Math.min(bytes.length, end + 1);
  }
}
