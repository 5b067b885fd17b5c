package llmos.shell.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One file of each format in one folder: mounted at once, and what each of them says is found in it and cited. */
class FormatsTest {
  @TempDir
  private Path scratch;

  @Test
  void whatEachFormatSaysIsFoundInItAndCited() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    Path folder = Files.createDirectories(launcher.folder().resolve("all"));
    Map<String, byte[]> files = new LinkedHashMap<>(Samples.archives());
    Samples.texts().forEach((extension, text) -> files.put(extension, text.getBytes(UTF_8)));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve("a." + file.getKey()), file.getValue());
    }
    Files.write(folder.resolve("disguised.txt"), Samples.word("disguised"));
    Map<String, String> wanted = new LinkedHashMap<>();
    files.keySet().forEach(e -> wanted.put(e.equals("1") ? "roff" : e, "all/a." + e));
    wanted.put("disguised", "all/disguised.txt");
    List<String> program = new ArrayList<>(List.of("mount all --as all"));
    wanted.keySet().forEach(word -> program.add("find '%s harbour 1889' -k 1".formatted(word)));

    Launcher.Result result = launcher.run("--json", "-c", String.join("; ", program));

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.err()).as("%s", result).isEmpty();
    List<String> lines = result.out().lines().toList();
    List<String> words = List.copyOf(wanted.keySet());
    assertThat(lines).as("%s", result).hasSize(words.size() + 1);
    for (int i = 0; i < words.size(); i++) {
      JsonNode hit = JsonMapper.shared().readTree(lines.get(i + 1)).path(0);
      assertThat(hit.path("doc").asString()).as(words.get(i)).isEqualTo(wanted.get(words.get(i)));
      assertThat(hit.path("text").asString()).contains(Samples.says(words.get(i)));
    }
  }

  @Test
  void anArchiveThatDoesHarmIsNamedAndTheOthersAreMounted() throws IOException {
    Launcher launcher = Launcher.in(scratch).with("LLMOS_JAVA_OPTS", "-Xmx512m");
    Path folder = Files.createDirectories(launcher.folder().resolve("bad"));
    byte[] whole = Samples.word("whole");
    Files.write(folder.resolve("cut.docx"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(folder.resolve("empty.xlsx"), Samples.zip("a", "b"));
    Files.write(folder.resolve("good.docx"), whole);
    try (OutputStream out = Files.newOutputStream(folder.resolve("bomb.docx"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("word/document.xml"));
      zip.write("<w:document><w:body><w:p><w:r><w:t>".getBytes(UTF_8));
      byte[] filler = new byte[1 << 20];
      Arrays.fill(filler, (byte) 'x');
      for (int i = 0; i < 300; i++) {
        zip.write(filler);
      }
    }

    Launcher.Result result =
        launcher.run("-c", "mount bad --as bad; ask 'When was the whole of the harbour opened?'");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out())
        .contains("failed: cut.docx: damaged", "failed: empty.xlsx: not a document")
        .contains("failed: bomb.docx: refused", "[1] bad/good.docx");
  }
}
