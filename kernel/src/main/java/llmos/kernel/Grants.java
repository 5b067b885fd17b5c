package llmos.kernel;

import java.util.List;

/** What the guard lets pass, or refuses, without asking, as records: id, verdict, device, operation, target, scope, tainted. */
public interface Grants {

  /**
   * Grants or denies calls like this one.
   *
   * @param words device, operation and optionally the target that it may touch
   * @param allow whether it may
   * @param scope {@code session}, {@code project} or {@code always}
   * @param evenTainted whether it holds for a process that read untrusted text
   */
  Records grant(List<String> words, boolean allow, String scope, boolean evenTainted);

  /** All that there are. */
  Records list();

  /** Takes one back. */
  Records revoke(String id);
}
