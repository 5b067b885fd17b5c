package llmos.kernel.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import llmos.api.KernelPanic;

/** SHA-256: names contents and shows whether they changed. */
public final class Sha {
  /** Never fed: to copy it takes a tenth of what it takes to look one up. */
  private static final MessageDigest FRESH = fresh();

  private Sha() {}

  /** Of a text in UTF-8, in hex. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of bytes, in hex. */
  public static String of(byte[] bytes) {
    return hex(digest().digest(bytes));
  }

  /** Of fields, in hex; each with its length, so that no text can pass for two fields. */
  public static String of(List<?> fields) {
    MessageDigest digest = digest();
    for (Object field : fields) {
      byte[] bytes = String.valueOf(field).getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return hex(digest.digest());
  }

  /** The bytes that a name in hex is of. */
  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** Bytes as a name in hex. */
  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** To be fed piece by piece. */
  public static MessageDigest digest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return fresh();
    }
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new KernelPanic("this Java has no SHA-256: " + e.getMessage());
    }
  }
}
