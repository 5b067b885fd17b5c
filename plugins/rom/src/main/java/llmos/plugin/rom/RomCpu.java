package llmos.plugin.rom;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Confidentiality;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Trap;
import llmos.api.Usage;

/** The boot ROM. It holds no state and the same prompt gives the same burst. */
final class RomCpu implements Cpu {
  private static final int CHARS_PER_TOKEN = 3;
  private static final int MOST_DOCS = 3;
  private static final double REMEMBERED = 0.6;

  private final int window;

  RomCpu(int window) {
    this.window = window;
  }

  /** What is to be said, and the fault or the call that comes with it. */
  private record Said(String text, Optional<Fault> fault, Optional<String> call) {
    static Said text(String text) {
      return new Said(text, Optional.empty(), Optional.empty());
    }

    static Said call(String line) {
      return new Said("", Optional.empty(), Optional.of(line));
    }

    static Said fault(String text, String message, String hint) {
      return new Said(
          text, Optional.of(new Fault(Errno.NOT_FOUND, message, hint)), Optional.empty());
    }
  }

  @Override
  public Burst run(Prompt prompt, BurstSink sink) throws InterruptedException {
    Said said = decide(prompt);
    int asked = prompt.pages().stream().mapToInt(p -> count(p.text())).sum();
    String text = fit(said.text(), prompt.replyTokens());
    for (String word : text.split("(?<=\\s)(?=\\S)", -1)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("rom was told to stop");
      }
      if (!word.isEmpty()) {
        sink.text(word);
      }
    }
    Usage usage = new Usage(asked, 0, count(text));
    if (said.call().isPresent()) {
      Trap trap =
          new Trap("rom-" + prompt.pages().size(), "run", json(said.call().get()));
      return Burst.traps(text, List.of(trap), usage);
    }
    if (text.length() < said.text().length()) {
      return new Burst(text, List.of(), Burst.Stop.LENGTH, usage, Optional.empty());
    }
    return said.fault()
        .map(f -> Burst.failed(text, f, usage))
        .orElseGet(() -> Burst.end(text, usage));
  }

  private Said decide(Prompt prompt) {
    List<Page> pages = prompt.pages();
    int user = last(pages, PageKind.USER);
    int result = last(pages, PageKind.RESULT);
    if (result > user) {
      return Said.text(pages.get(result).text().strip());
    }
    String line = user < 0 ? "" : pages.get(user).text();
    if (line.isBlank() || Intent.greeting(line)) {
      return Said.text(Talk.GREETING);
    }
    if (Intent.aboutSelf(line)) {
      return Said.text(Talk.SELF);
    }
    return device(prompt, line).orElseGet(() -> talk(prompt, user, line));
  }

  private static Optional<Said> device(Prompt prompt, String line) {
    List<Prompt.Tool> tools = prompt.tools();
    Optional<String> call = Intent.call(line, tools)
        .or(() -> Intent.sum(line).flatMap(sum -> Intent.line(tools, "calc", "eval", sum)))
        .or(() -> Intent.now(line).flatMap(zone -> Intent.line(tools, "clock", "now", zone)));
    if (call.isPresent()) {
      return call.map(Said::call);
    }
    if (Intent.sum(line).isPresent()) {
      return Optional.of(Said.fault(
          Talk.NO_CALC, "no device 'calc' is attached, and rom does no sums of its own", "dev"));
    }
    return Optional.empty();
  }

  private static Said talk(Prompt prompt, int user, String line) {
    if (Intent.thanks(line)) {
      return Said.text("You are welcome.");
    }
    boolean asks = Intent.question(line);
    if (!asks && (prompt.blocks().isEmpty() || Intent.statement(line))) {
      return Said.text(Talk.NOTED);
    }
    Question question = Question.of(line);
    Optional<Said> remembered = remembered(prompt.pages().subList(0, user), question);
    boolean personal = line.matches("(?is).*\\b(?:i|my|me|mine|we|our)\\b.*");
    if (personal && remembered.isPresent()) {
      return remembered.get();
    }
    if (prompt.blocks().isEmpty()) {
      return remembered.orElseGet(() -> Said.fault(
          Talk.NOTHING_MOUNTED, "no passage of a document came with the question", "mount FOLDER"));
    }
    Reader.Answer answer = Reader.answer(question, prompt.blocks());
    if (!answer.quotes().isEmpty()) {
      return Said.text(
          answer.quotes().stream().map(RomCpu::cited).collect(Collectors.joining("\n")));
    }
    return remembered.orElseGet(() -> notFound(prompt, question, answer));
  }

  private static Said notFound(Prompt prompt, Question question, Reader.Answer answer) {
    String docs = documents(prompt.blocks());
    String closest = answer
        .closest()
        .filter(q -> q.sure() > 0.1)
        .map(q -> "\nThe closest passage: " + cited(q))
        .orElse("");
    String terms = Terms.of(question.text()).stream()
        .filter(t -> question.stems().contains(t.stem()))
        .map(Terms.Token::raw)
        .distinct()
        .collect(Collectors.joining(" "));
    String hint = terms.isEmpty() ? "ls" : "find '" + terms.replace("'", "''") + "'";
    String where =
        docs.isEmpty() ? "what came with the question" : "the documents that were searched";
    String nearest = docs.isEmpty() ? "" : " Nearest: " + docs + ".";
    return Said.fault(
        "Not found in %s.%s%s".formatted(where, nearest, closest), "not found in " + where, hint);
  }

  /** The documents that came near, empty if the question came with other text. How many more is in no source, so it is not said. */
  private static String documents(List<Page> blocks) {
    List<String> docs = blocks.stream()
        .flatMap(p -> p.provenance().span().stream())
        .map(s -> s.doc())
        .distinct()
        .toList();
    String names = String.join(", ", docs.subList(0, Math.min(MOST_DOCS, docs.size())));
    return docs.size() > MOST_DOCS ? names + " and others" : names;
  }

  /** An earlier line of the user's that answers, quoted with its page. */
  private static Optional<Said> remembered(List<Page> earlier, Question question) {
    List<Page> told = earlier.stream()
        .filter(p -> p.kind() == PageKind.USER && !Intent.question(p.text()))
        .toList();
    if (question.terms().isEmpty() || told.isEmpty()) {
      return Optional.empty();
    }
    return told.stream()
        .max(Comparator.comparingDouble((Page p) -> overlap(p, question)).thenComparing(Page::id))
        .filter(p -> overlap(p, question) >= REMEMBERED)
        .map(p -> Said.text("You said: %s (%s)".formatted(quoted(p.text().strip()), p.id())));
  }

  private static double overlap(Page page, Question question) {
    List<Terms.Token> tokens = Terms.of(page.text());
    double held = 0;
    double total = 0;
    for (Question.Term term : question.terms()) {
      double best = tokens.stream()
          .mapToDouble(t -> Terms.match(term.stem(), t.stem()))
          .max()
          .orElse(0);
      held += term.weight() * best;
      total += term.weight();
    }
    return held / total;
  }

  private static String cited(Reader.Quote quote) {
    return quoted(quote.text()) + " [" + quote.n() + "]";
  }

  /** The text between double quotes, on one line; one that holds quotation marks itself stands between curly ones. */
  private static String quoted(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ");
    long marks = line.chars().filter(c -> c == '"').count();
    if (marks == 0) {
      return '"' + line + '"';
    }
    if (marks % 2 == 0) {
      return '“' + line + '”';
    }
    return '"'
        + List.of(line.split("\"", -1)).stream()
            .max(Comparator.comparingInt(String::length))
            .orElse("")
            .strip()
        + '"';
  }

  private String fit(String text, int tokens) {
    int most = Math.max(1, tokens) * CHARS_PER_TOKEN - 2;
    return tokens <= 0 || text.length() <= most ? text : text.substring(0, most);
  }

  private static int last(List<Page> pages, PageKind kind) {
    for (int i = pages.size() - 1; i >= 0; i--) {
      if (pages.get(i).kind() == kind) {
        return i;
      }
    }
    return -1;
  }

  private static String json(String line) {
    StringBuilder out = new StringBuilder("{\"line\":\"");
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append("\"}").toString();
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public int count(String text) {
    return (text.length() + 2) / CHARS_PER_TOKEN;
  }

  @Override
  public Confidentiality clearance() {
    return Confidentiality.LOCAL;
  }
}
