package llmos.plugin.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Document;
import llmos.api.DocumentReader;

/** Reads mails and mailboxes: a heading for each message, who wrote it to whom and when, its text, and the names of what is attached. */
final class MailReader implements DocumentReader {
  private static final Set<String> EXTENSIONS = Set.of("eml", "mbox", "mbx", "mht", "mhtml");

  /** They begin as a mailbox does, but are source code above all. */
  private static final Set<String> PATCHES = Set.of("patch", "diff");

  private static final Pattern FIELD =
      Pattern.compile("([!-9;-~]{1,76}):[ \\t\\r].*|([!-9;-~]{1,76}):");
  private static final Set<String> ENVELOPE =
      Set.of("from", "received", "return-path", "message-id", "delivered-to");
  private static final Set<String> OTHERS =
      Set.of("to", "cc", "subject", "date", "mime-version", "reply-to", "sender", "in-reply-to");

  @Override
  public String name() {
    return "eml/mbox";
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String start = new String(head, StandardCharsets.ISO_8859_1);
    if (start.indexOf('\0') >= 0 || start.startsWith("%PDF-") || PATCHES.contains(extension)) {
      return false;
    }
    return EXTENSIONS.contains(extension) || Mailbox.isMailbox(head) || isMessage(start);
  }

  /** Whether it begins with a header that only mails have. */
  private static boolean isMessage(String start) {
    Set<String> names = new HashSet<>();
    for (String line : start.split("\n", 60)) {
      boolean folded = !names.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"));
      Matcher field = FIELD.matcher(line);
      if (!folded && !field.matches()) {
        break;
      }
      if (!folded) {
        names.add(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT));
      }
    }
    boolean sent = names.stream().anyMatch(ENVELOPE::contains);
    return sent
        && names.stream()
                .filter(n -> ENVELOPE.contains(n) || OTHERS.contains(n))
                .count()
            > 1;
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
    try {
      return Mailbox.read(fileName, bytes);
    } catch (RuntimeException | StackOverflowError e) {
      // What the libraries throw where damage meets a bug of theirs.
      throw new IOException("damaged mail: " + e, e);
    }
  }
}
