package llmos.plugin.mail;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Plugin;

/** The reader of mails and mailboxes. */
public final class MailPlugin implements Plugin {
  @Override
  public String name() {
    return "mail";
  }

  @Override
  public List<DocumentReader> readers() {
    return List.of(new MailReader());
  }
}
