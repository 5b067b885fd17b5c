package llmos.kernel.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import llmos.api.KernelPanic;

/** SHA-256: names contents and shows whether they changed. */
public final class Sha {
  private Sha() {}

  /** Of a text in UTF-8, in hex. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of bytes, in hex. */
  public static String of(byte[] bytes) {
    return hex(digest(), bytes);
  }

  /** To be fed piece by piece. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new KernelPanic("this Java has no SHA-256: " + e.getMessage());
    }
  }

  private static String hex(MessageDigest digest, byte[] bytes) {
    return HexFormat.of().formatHex(digest.digest(bytes));
  }
}
