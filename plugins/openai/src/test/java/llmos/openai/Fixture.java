package llmos.openai;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Provenance;
import llmos.api.Span;

/** Pages, prompts and CPUs for tests. */
final class Fixture {
  private final List<Page> pages = new ArrayList<>();

  static final Prompt.Tool CALC = new Prompt.Tool("calc", "exact arithmetic", List.of());

  /** A driver whose dice always fall so that nobody waits. */
  static Cpu open(String url, String... settings) {
    return open(Map.of(), url, settings);
  }

  static Cpu open(Map<String, String> environment, String url, String... settings) {
    Map<String, String> values = new HashMap<>(Map.of("url", url, "model", "fake"));
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    CpuDriver.Host host = new CpuDriver.Host(environment, Path.of("."), Path.of("."));
    return new OpenAiDriver(Clock.systemUTC(), () -> 0L)
        .open(new CpuSettings("test", "openai", values), host);
  }

  Fixture add(PageKind kind, String text, Provenance from) {
    pages.add(
        new Page(new PageId(pages.size() + 1L), kind, text, text.length(), Label.TYPED, from));
    return this;
  }

  Fixture add(PageKind kind, String text) {
    return add(kind, text, Provenance.of("test", 0));
  }

  Fixture call(PageKind kind, String id, String text) {
    return add(kind, text, new Provenance("test", Optional.empty(), id, 0));
  }

  Fixture block(String doc, int page, String text) {
    Span span = new Span(doc, 0, text.length(), page);
    return add(PageKind.BLOCK, text, new Provenance(doc, Optional.of(span), "", 0));
  }

  Prompt prompt(Prompt.Tool... tools) {
    return new Prompt(pages, List.of(tools), 100);
  }

  static Prompt says(String text) {
    return new Fixture().add(PageKind.USER, text).prompt();
  }
}
