package llmos.shell.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes files that no reader was promised, the same ones for the same seed. */
final class MalformedFiles {
  private final Random dice;
  private final Map<String, byte[]> samples = Samples.all();
  private final List<String> formats = List.copyOf(samples.keySet());
  private final byte[] bomb = bomb();

  /** Ways to spoil a file; each gives its bytes. */
  private enum Kind {
    TRUNCATED,
    FLIPPED,
    DISGUISED,
    GARBAGE,
    SPLICED,
    ZEROED,
    BOMB,
    NESTED_ARCHIVES,
    ENCRYPTED,
    HUGE_TABLE,
    DEEPLY_NESTED,
    ODD_TEXT
  }

  MalformedFiles(long seed) {
    this.dice = new Random(seed);
  }

  /** Writes so many files into a folder, named by what is wrong with them. */
  void write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      String format = formats.get(dice.nextInt(formats.size()));
      String extension = kind == Kind.DISGUISED ? other(format) : format;
      String name =
          "%04d-%s.%s".formatted(i, kind.name().toLowerCase(java.util.Locale.ROOT), extension);
      Files.write(folder.resolve(name), bytes(kind, format));
    }
  }

  private String other(String format) {
    String other = formats.get(dice.nextInt(formats.size()));
    return other.equals(format) ? "bin" : other;
  }

  private byte[] bytes(Kind kind, String format) throws IOException {
    byte[] sound = samples.getOrDefault(format, new byte[0]).clone();
    return switch (kind) {
      case TRUNCATED -> Arrays.copyOf(sound, dice.nextInt(sound.length));
      case FLIPPED -> flipped(sound);
      case DISGUISED -> sound;
      case GARBAGE -> garbage(dice.nextInt(10_000));
      case SPLICED -> spliced(sound);
      case ZEROED -> zeroed(sound);
      case BOMB -> bomb;
      case NESTED_ARCHIVES -> nested(sound);
      case ENCRYPTED -> encrypted(sound, format);
      case HUGE_TABLE -> table(format);
      case DEEPLY_NESTED -> deep(format);
      case ODD_TEXT -> odd();
    };
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = dice.nextInt(40); i >= 0; i--) {
      bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
    }
    return bytes;
  }

  private byte[] garbage(int length) {
    byte[] bytes = new byte[length];
    dice.nextBytes(bytes);
    return bytes;
  }

  private byte[] spliced(byte[] first) {
    byte[] second = samples.getOrDefault(formats.get(dice.nextInt(formats.size())), first);
    int at = dice.nextInt(first.length);
    byte[] both = Arrays.copyOf(first, at + second.length);
    System.arraycopy(second, 0, both, at, second.length);
    return both;
  }

  private byte[] zeroed(byte[] bytes) {
    int from = dice.nextInt(bytes.length);
    Arrays.fill(bytes, from, Math.min(bytes.length, from + 200), (byte) 0);
    return bytes;
  }

  private static byte[] bomb() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("word/document.xml", "content.xml", "xl/workbook.xml")) {
        zip.putNextEntry(new ZipEntry(name));
        byte[] filler = new byte[1 << 20];
        Arrays.fill(filler, (byte) ' ');
        for (int i = 0; i < 40; i++) {
          zip.write(filler);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] nested(byte[] inner) throws IOException {
    byte[] bytes = inner;
    for (int depth = 0; depth < 40; depth++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry("word/document.xml"));
        zip.write(bytes);
      }
      bytes = out.toByteArray();
    }
    return bytes;
  }

  /** What is encrypted: an archive by its flags, a PDF by its dictionary, an Office file by the container that it lies in. */
  private static byte[] encrypted(byte[] bytes, String format) {
    if (format.equals("pdf")) {
      String entry = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >> /Root";
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return text.replace("/Root", entry).getBytes(StandardCharsets.ISO_8859_1);
    }
    if (bytes[0] != 'P') {
      byte[] container = new byte[4_096];
      byte[] mark = {
        (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
      };
      System.arraycopy(mark, 0, container, 0, mark.length);
      return container;
    }
    for (int i = 0; i + 9 < bytes.length; i++) {
      boolean local = bytes[i + 2] == 3 && bytes[i + 3] == 4;
      boolean central = bytes[i + 2] == 1 && bytes[i + 3] == 2;
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && (local || central)) {
        bytes[i + (local ? 6 : 8)] |= 1;
      }
    }
    return bytes;
  }

  private byte[] table(String format) {
    int rows = 2_000 + dice.nextInt(4_000);
    if (format.equals("xlsx") || format.equals("ods")) {
      String cells = "<row>" + "<c><v>7</v></c>".repeat(20) + "</row>";
      return Samples.zip(
          "_rels/.rels",
          "<Relationships><Relationship Id=\"rId1\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
          "xl/workbook.xml",
          "<workbook><sheet name=\"T\" r:id=\"rId1\"/></workbook>",
          "xl/_rels/workbook.xml.rels",
          "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"s.xml\"/></Relationships>",
          "xl/s.xml",
          "<worksheet>" + cells.repeat(rows) + "</worksheet>");
    }
    String row = format.equals("csv") ? "1,two,3\n" : "<tr><td>one<td>two<td>three";
    String start = format.equals("csv") ? "a,b,c\n" : "<html><table>";
    return (start + row.repeat(rows)).getBytes(UTF_8);
  }

  private static byte[] deep(String format) {
    int levels = 20_000;
    return switch (format) {
      case "json", "jsonl", "ipynb" -> ("[".repeat(levels) + "1").getBytes(UTF_8);
      case "md", "txt" -> (">".repeat(levels) + " deep\n" + "* ".repeat(levels)).getBytes(UTF_8);
      case "docx", "odt" ->
        Samples.zip(
            "_rels/.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
            "word/document.xml",
            "<w:document><w:body>" + "<w:tbl><w:tr><w:tc>".repeat(levels) + "<w:p><w:t>deep</w:t>");
      case "tex" -> ("\\section{".repeat(levels) + "deep").getBytes(UTF_8);
      case "eml", "mbox", "mht" -> {
        StringBuilder mail = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
          mail.append("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n".formatted(i, i));
        }
        yield mail.append("\n\ndeep\n").toString().getBytes(UTF_8);
      }
      default -> ("<html><body>" + "<div><b>".repeat(levels) + "deep").getBytes(UTF_8);
    };
  }

  private byte[] odd() {
    return switch (dice.nextInt(7)) {
      case 0 -> "no mark before it".getBytes(StandardCharsets.UTF_16LE);
      case 1 -> new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
      case 2 -> "half a letter \u00fc".getBytes(StandardCharsets.ISO_8859_1);
      case 3 -> "one\0two\0three".getBytes(UTF_8);
      case 4 -> "word ".repeat(100_000).getBytes(UTF_8);
      case 5 -> "x".repeat(500_000).getBytes(UTF_8);
      default -> "\r\r\r\u202e\u0007\u001b[2J".repeat(500).getBytes(UTF_8);
    };
  }
}
