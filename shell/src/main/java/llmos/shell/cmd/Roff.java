package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Label;
import llmos.shell.lang.Item;

/** Pages of the host's manual, in the macros of {@code man(7)}: one of llmos, and one for each first word of a command. */
final class Roff {
  private static final Map<String, String> EXITS = exits();

  private final StringBuilder page = new StringBuilder();
  private final String name;

  private Roff(String name) {
    this.name = name;
  }

  private static Map<String, String> exits() {
    Map<String, String> exits = new LinkedHashMap<>();
    exits.put("0", "done");
    exits.put("1", "failed");
    exits.put("2", "wrong usage");
    exits.put("3", "the model or its server failed, or it answered nothing");
    exits.put("4", "denied, or nobody was there to be asked");
    exits.put("5", "nothing found, or an answer that is not grounded");
    exits.put("6", "a limit was reached");
    exits.put("124", "out of time");
    exits.put("126", "cannot be run");
    exits.put("127", "no such command");
    exits.put("130", "interrupted");
    exits.put("141", "the reader went away");
    return exits;
  }

  /** The page of llmos itself; {@code commands} are first words, each with what it does. */
  static Item llmos(Map<String, String> commands) {
    Roff roff = new Roff("llmos");
    roff.head(HostFlags.WHAT);
    roff.section("SYNOPSIS").line(".B llmos").text("[FLAGS] [WORDS]");
    roff.section("DESCRIPTION")
        .text(
            "Without words it starts the prompt. At the prompt you type to talk; /name is a command, !line goes to the host's shell.")
        .tagged("WORDS", HostFlags.WORDS);
    roff.section("OPTIONS");
    HostFlags.ALL.forEach(flag ->
        roff.tagged(flag.valued() ? flag.name() + " " + flag.label() : flag.name(), flag.help()));
    roff.section("COMMANDS");
    commands.forEach((word, help) -> roff.tagged("llmos-" + word + "(1)", help));
    roff.section("EXIT STATUS");
    EXITS.forEach(roff::tagged);
    roff.section("ENVIRONMENT")
        .tagged("LLMOS_HOME", "the folder of all state")
        .tagged("LLMOS_CPU", "the CPU for this run")
        .tagged("NO_COLOR", "no colours");
    return roff.item();
  }

  /** The page of all commands that begin with this word. */
  static Item of(String word, String help, List<ManPage> pages) {
    Roff roff = new Roff("llmos-" + word);
    roff.head(help);
    roff.section("SYNOPSIS");
    pages.forEach(page -> roff.line(".br").line(".B llmos").text(page.usage()));
    roff.section("DESCRIPTION");
    for (ManPage page : pages) {
      roff.line(".SS " + quoted(page.name())).text(page.operation().help());
      page.lines().forEach(roff::tagged);
    }
    roff.section("EXAMPLES").line(".nf");
    pages.forEach(page -> page.operation().examples().forEach(e -> roff.text("llmos " + shell(e))));
    roff.line(".fi").section("SEE ALSO").text("llmos(1)");
    return roff.item();
  }

  /** An example is a program; as words of the host's shell it is one. */
  private static String shell(String example) {
    return "-c '" + example.replace("'", "'\\''") + "'";
  }

  private void head(String help) {
    line(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" llmos \"llmos manual\"");
    section("NAME").text(name + " - " + help.replaceFirst("\\.$", ""));
  }

  private Roff section(String title) {
    return line(".SH " + quoted(title));
  }

  private Roff tagged(String key, String meaning) {
    return line(".TP").line(".B " + quoted(key)).text(meaning);
  }

  /** A line of text, whatever stands in it. */
  private Roff text(String text) {
    String one = escaped(text.replaceAll("\\s+", " ").strip());
    return line(one.startsWith(".") || one.startsWith("'") ? "\\&" + one : one);
  }

  private Roff line(String line) {
    page.append(line).append('\n');
    return this;
  }

  private static String quoted(String word) {
    return "\"" + escaped(word).replace("\"", "\\(dq") + "\"";
  }

  /** ASCII that prints as what it was, minus signs and quotes that can be pasted included. */
  private static String escaped(String text) {
    return text.codePoints()
        .mapToObj(c -> switch (c) {
          case '\\' -> "\\e";
          case '-' -> "\\-";
          case '\'' -> "\\(aq";
          case '`' -> "\\(ga";
          case '^' -> "\\(ha";
          case '~' -> "\\(ti";
          default -> c < 128 ? Character.toString(c) : "\\[u%04X]".formatted(c);
        })
        .collect(Collectors.joining());
  }

  private Item item() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "roff");
    row.put("name", name);
    row.put("file", name + ".1");
    row.put("text", page.toString().stripTrailing());
    return Item.of(row, Label.SYSTEM);
  }

  /** The pages by first word, in order; all of them, or that of one word; empty if there is none. */
  static List<Item> pages(Map<String, List<ManPage>> byWord, Optional<String> only) {
    Map<String, String> helps = new LinkedHashMap<>();
    byWord.forEach((word, pages) -> helps.put(word, pages.getFirst().operation().help()));
    List<Item> items = new ArrayList<>();
    if (only.isEmpty() || only.get().equals("llmos")) {
      items.add(llmos(helps));
    }
    byWord.forEach((word, pages) -> {
      if (only.isEmpty() || only.get().equals(word)) {
        items.add(of(word, helps.getOrDefault(word, ""), pages));
      }
    });
    return items;
  }
}
