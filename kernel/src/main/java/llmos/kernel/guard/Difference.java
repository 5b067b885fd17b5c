package llmos.kernel.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llmos.kernel.store.Limits;

/** What a write would change in a file that is there, for the question: bounded, and not yet safe for a terminal. */
final class Difference {
  private Difference() {}

  /** Lines that leave and lines that come; nothing for a new file and for any other call than {@code fs write}. */
  static List<String> of(Guard.Call call) {
    if (!call.device().equals("fs") || !call.operation().name().equals("write")) {
      return List.of();
    }
    Path file = Path.of(call.target());
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    String text = String.valueOf(call.args().get("text"));
    try {
      String old = read(file);
      boolean appends = Boolean.TRUE.equals(call.args().get("append"));
      Stream<String> kept = appends ? old.lines() : Stream.empty();
      return between(old.lines().toList(), Stream.concat(kept, text.lines()).toList());
    } catch (CharacterCodingException e) {
      return List.of("  change  of a file that is no text");
    } catch (IOException e) {
      return List.of("  change  of a file that cannot be read: " + e.getMessage());
    }
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(Limits.CHANGED_BYTES + 1);
      if (bytes.length > Limits.CHANGED_BYTES) {
        throw new IOException("it is larger than %,d bytes".formatted(Limits.CHANGED_BYTES));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  /** What is left when the lines that both begin and end with are taken away. */
  private static List<String> between(List<String> old, List<String> now) {
    int most = Math.min(old.size(), now.size());
    int head = 0;
    while (head < most && old.get(head).equals(now.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < most - head
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    List<String> leave = old.subList(head, old.size() - tail);
    List<String> come = now.subList(head, now.size() - tail);
    String where = "  change  after line %d: %d of %d lines leave, %d come"
        .formatted(head, leave.size(), old.size(), come.size());
    return Stream.of(Stream.of(where), shown("  - ", leave), shown("  + ", come))
        .flatMap(lines -> lines)
        .toList();
  }

  private static Stream<String> shown(String mark, List<String> lines) {
    Stream<String> first = lines.stream()
        .limit(Limits.CHANGED_LINES)
        .map(line -> mark
            + (line.length() > Limits.CHANGED_CHARS
                ? line.substring(0, Limits.CHANGED_CHARS) + "…"
                : line));
    int more = lines.size() - Limits.CHANGED_LINES;
    return more > 0
        ? Stream.concat(first, Stream.of(mark + "… and %d more".formatted(more)))
        : first;
  }
}
