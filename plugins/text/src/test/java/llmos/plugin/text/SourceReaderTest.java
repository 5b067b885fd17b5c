package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Plugin;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class SourceReaderTest extends DocumentReaderContract {
  private static final String PYTHON =
      "import os\n\ndef a():\n  x = 1\n\n  return x\n\ndef b():\n  pass\n";

  @Override
  protected DocumentReader reader() {
    return new SourceReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("a.py", PYTHON.getBytes(UTF_8));
    samples.put("A.java", "class A {\n\n  int x;\n\n}\n\nclass B {}\n".getBytes(UTF_8));
    samples.put("long.toml", ("[a]\n" + "b = 1\n".repeat(500)).getBytes(UTF_8));
    return samples;
  }

  @Test
  void chunksAreTopLevelDefinitions() throws Exception {
    Document document = reader().read("a.py", PYTHON.getBytes(UTF_8));

    assertThat(document.parts())
        .extracting(part -> document.text().substring(part.start(), part.end()))
        .containsExactly("import os", "def a():\n  x = 1\n\n  return x", "def b():\n  pass");
  }

  @Test
  void thePluginIsFoundAndItsLastReaderTakesAnyText() {
    Plugin plugin = ServiceLoader.load(Plugin.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals("text"))
        .findFirst()
        .orElseThrow();

    assertThat(plugin.readers())
        .extracting(DocumentReader::name)
        .containsExactly(
            "man",
            "markdown",
            "rst/adoc/org/tex",
            "csv/tsv",
            "json/jsonl",
            "ipynb",
            "source",
            "text");
  }
}
