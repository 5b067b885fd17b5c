package llmos.kernel.grounding;

import java.util.List;

/**
 * Something said that can be looked up: a number, a date, a name, an identifier.
 *
 * @param start where it stands in the answer
 * @param end exclusive
 * @param keys it holds where one of them is in the evidence; {@code !key} holds where the key is not there
 */
record Fact(int start, int end, List<String> keys) {

  /** Where facts are looked up. */
  interface Evidence {
    /** Whether the key is there: {@code n:} a number, {@code d:} a date, {@code w:} a word, {@code c:} exact text. */
    boolean has(String key);
  }

  boolean holds(Evidence evidence) {
    for (String key : keys) {
      if (key.startsWith("!") ? !evidence.has(key.substring(1)) : evidence.has(key)) {
        return true;
      }
    }
    return false;
  }
}
