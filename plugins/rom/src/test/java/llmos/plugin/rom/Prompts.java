package llmos.plugin.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Effect;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Param;
import llmos.api.Prompt;
import llmos.api.Provenance;
import llmos.api.Span;

/** Makes prompts for tests, page by page. */
final class Prompts {
  private final List<Page> pages = new ArrayList<>();
  private final List<Prompt.Tool> tools = new ArrayList<>();

  Prompts page(PageKind kind, String text) {
    return add(kind, text, Provenance.of("test", 0));
  }

  Prompts user(String text) {
    return page(PageKind.USER, text);
  }

  Prompts block(String doc, String text) {
    Span span = new Span(doc, 0, text.length(), 0);
    return add(PageKind.BLOCK, text, new Provenance(doc, Optional.of(span), "", 0));
  }

  Prompts tool(String device, String operation) {
    Param rest = Param.of("text", Param.Type.TEXT, Param.Role.PAYLOAD, "text").takingRest();
    Operation op =
        new Operation(operation, "Does it.", List.of(rest), Effect.NONE, true, List.of());
    tools.add(new Prompt.Tool(device, device + " " + operation, List.of(op)));
    return this;
  }

  private Prompts add(PageKind kind, String text, Provenance from) {
    PageId id = new PageId(pages.size() + 1L);
    pages.add(new Page(id, kind, text, text.length() / 3 + 1, Label.TYPED, from));
    return this;
  }

  Prompt make() {
    return new Prompt(pages, tools, 1024);
  }
}
