package llmos.plugin.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import llmos.api.Arg;
import llmos.api.CallContext;
import llmos.api.Device;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Op;

/**
 * Files. Whether a path may be touched is the guard's to say, by its real path; this device refuses links at the end of a
 * path, so that what was checked is what is opened, and anything that is not text.
 */
@Device(value = "fs", help = "Reads, lists, writes files.")
public final class FsDevice {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_ENTRIES = 1000;

  /** Its public constructor is called by the plugin. */
  public FsDevice() {}

  /** Lines of a file. */
  @Op(
      help = "The text of a file.",
      effect = Effect.READ,
      returns = "path lines text",
      example = "fs read README.md --lines=20")
  public Map<String, Object> read(
      @Arg(name = "path", help = "the file") Path path,
      @Arg(name = "from", help = "first line, from 1", def = "1") long from,
      @Arg(name = "lines", help = "how many lines, 0 for all", def = "0") long lines) {
    if (from < 1 || lines < 0) {
      throw new FaultException(
          Errno.BAD_USAGE, "--from is at least 1 and --lines at least 0", "fs read FILE --from=1");
    }
    List<String> all = text(path).lines().toList();
    if (from > 1 && from > all.size()) {
      throw new FaultException(
          Errno.NO_SUCH,
          "%s has %d lines, asked from %d".formatted(path, all.size(), from),
          "fs read " + path.getFileName());
    }
    int start = (int) Math.min(from - 1, all.size());
    int end = lines == 0 ? all.size() : (int) Math.min(start + lines, all.size());
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("text", String.join("\n", all.subList(start, end)));
    record.put("path", path.toString());
    record.put("lines", all.size());
    return record;
  }

  private static String text(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FaultException(
            Errno.NO_FILE, path + " is a folder", "fs list " + path.getFileName());
      }
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FaultException(
            Errno.NO_FILE,
            Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? path + " is a link or no plain file; name what it points to"
                : "no file " + path,
            "fs list");
      }
      byte[] bytes = SafeFile.read(path, MOST_BYTES);
      for (byte b : bytes) {
        if (b == 0) {
          throw new FaultException(Errno.FAILED, path + " is binary, not text", "");
        }
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FaultException(Errno.FAILED, path + " is not UTF-8 text", "");
    } catch (IOException e) {
      throw new FaultException(Errno.NO_FILE, "cannot read %s: %s".formatted(path, e), "");
    }
  }

  /** Entries of a folder. */
  @Op(
      help = "What a folder holds.",
      effect = Effect.READ,
      returns = "kind bytes text",
      example = "fs list .")
  public List<Map<String, Object>> list(
      @Arg(name = "path", help = "the folder", def = ".") Path path) {
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> sorted = entries.sorted().limit(MOST_ENTRIES + 1L).toList();
      List<Map<String, Object>> records = Stream.concat(
              sorted.stream().limit(MOST_ENTRIES).map(FsDevice::entry),
              sorted.size() > MOST_ENTRIES
                  ? Stream.of(Map.<String, Object>of("text", "[more than 1,000 entries]"))
                  : Stream.empty())
          .toList();
      return records;
    } catch (IOException e) {
      throw new FaultException(
          Errno.NO_FILE, "no folder %s that can be read".formatted(path), "fs list");
    }
  }

  private static Map<String, Object> entry(Path path) {
    boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("text", path.getFileName() + (folder ? "/" : ""));
    record.put("kind", folder ? "folder" : Files.isSymbolicLink(path) ? "link" : "file");
    if (!folder) {
      record.put("bytes", path.toFile().length());
    }
    return record;
  }

  /** Replaces a file, or adds to it. What it held is kept. */
  @Op(
      help = "Writes a file; what it held is kept.",
      effect = Effect.WRITE,
      returns = "path bytes undo text",
      example = "fs write notes.txt 'call Ann'")
  public Map<String, Object> write(
      @Arg(name = "path", help = "the file") Path path,
      @Arg(name = "text", help = "what it shall hold") String text,
      @Arg(name = "append", help = "add to its end", def = "false") boolean append,
      CallContext context) {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FaultException(Errno.NO_FILE, path + " is a folder, link or no plain file", "");
      }
      String old = append && Files.exists(path) ? text(path) : "";
      String kept = SafeFile.keep(path, context);
      String glue = old.isEmpty() || old.endsWith("\n") ? "" : "\n";
      String all = old + glue + text;
      byte[] bytes = (all.endsWith("\n") ? all : all + "\n").getBytes(StandardCharsets.UTF_8);
      SafeFile.replace(path, bytes);
      Map<String, Object> record = new LinkedHashMap<>();
      record.put(
          "text",
          "wrote %s (%,d bytes)%s"
              .formatted(path, bytes.length, kept.isEmpty() ? "" : "; what it held is in " + kept));
      record.put("path", path.toString());
      record.put("bytes", bytes.length);
      record.put("undo", kept);
      return record;
    } catch (IOException e) {
      throw new FaultException(Errno.NO_SPACE, "cannot write %s: %s".formatted(path, e), "");
    }
  }
}
