package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class NotebookReaderTest extends DocumentReaderContract {
  private static final byte[] NOTEBOOK = """
      {"cells": [
        {"cell_type": "markdown", "source": ["# Towers\\n", "\\n", "- iron\\n"]},
        {"cell_type": "code", "source": "print(\\"h\\u00f6he\\")\\n", "outputs": [
          {"output_type": "stream", "text": ["300\\n"]},
          {"data": {"image/png": "iVBORw0KGgo", "text/plain": ["<Figure>"]}},
          {"ename": "KeyError", "evalue": "'x'"}]}
       ], "metadata": {}, "nbformat": 4}
      """.getBytes(UTF_8);

  @Override
  protected DocumentReader reader() {
    return new NotebookReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    return Map.of("a.ipynb", NOTEBOOK);
  }

  @Test
  void cellsAndWhatTheyWroteAreTheText() throws Exception {
    Document document = reader().read("a.ipynb", NOTEBOOK);

    assertThat(document.title()).isEqualTo("Towers");
    assertThat(Shown.parts(document))
        .containsExactly(
            "HEADING 1 # Towers",
            "LIST_ITEM 1 - iron",
            "CODE print(\"höhe\")",
            "CODE 300",
            "CODE <Figure>",
            "CODE KeyError: 'x'");
  }

  @Test
  void whatIsNoNotebookIsRefused() {
    for (String text : new String[] {"{}", "[", "{\"cells\": [", "x", "[".repeat(100_000), ""}) {
      assertThatThrownBy(() -> reader().read("a.ipynb", text.getBytes(UTF_8)))
          .as(text.length() > 20 ? "deep" : text)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(damaged|refused): .*");
    }
  }
}
