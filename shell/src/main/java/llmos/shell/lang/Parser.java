package llmos.shell.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a program. The grammar stands at the package; words are read by {@link WordReader}.
 *
 * <p>Fails with a {@link FailureException} that tells the place, and whether more input could complete the program.
 */
public final class Parser {
  private static final Pattern REDIRECT = Pattern.compile("([012]?>>?([^0-9=].*)?|<)");
  private static final Pattern GLUED = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=");
  private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][A-Za-z0-9-]*");
  private static final String APART = "take it apart with let";

  /** Commands whose words compare, so that {@code >} is no mistake. */
  private static final Set<String> COMPARING = Set.of("where", "if");

  /** Commands whose words belong to another program, flags and {@code --} too. */
  private static final Set<String> FOREIGN = Set.of("sh");

  /** Far deeper than anybody writes, far shallower than the stack. */
  private static final int DEEPEST = 100;

  /** Likewise: each command of a pipeline is read by the one behind it. */
  private static final int LONGEST = 1_000;

  private final String source;
  private final WordReader words;
  private int depth;

  private Parser(String source) {
    this.source = source;
    this.words = new WordReader(source);
  }

  /** The program that the text spells. */
  public static Node.Program parse(String source) {
    return new Parser(source).program('\0', 0);
  }

  private Node.Program program(char closer, int opened) {
    List<Node.Step> steps = new ArrayList<>();
    Node.Join join = Node.Join.ALWAYS;
    while (true) {
      skipBetween();
      if (words.atEnd()) {
        if (closer != '\0') {
          throw Failure.open(source, opened, "'%c' is not closed".formatted(source.charAt(opened)));
        }
        requireMore(join);
        break;
      }
      if (words.peek() == closer) {
        requireMore(join);
        break;
      }
      steps.add(new Node.Step(join, pipeline()));
      Optional<Node.Join> next = separator(closer, steps);
      if (next.isEmpty()) {
        break;
      }
      join = next.get();
    }
    return new Node.Program(source, steps);
  }

  /** Makes a job of the last pipelines that {@code &&} and {@code ||} hold together. */
  private void background(List<Node.Step> steps) {
    int first = steps.size() - 1;
    while (steps.get(first).join() != Node.Join.ALWAYS) {
      first--;
    }
    List<Node.Step> last = steps.subList(first, steps.size());
    int start = last.getFirst().stages().getFirst().start();
    int end = last.getLast().stages().getLast().end();
    Node.Stage job = new Node.Background(new Node.Program(source, last), start, end);
    last.clear();
    steps.add(new Node.Step(Node.Join.ALWAYS, List.of(job)));
  }

  private void requireMore(Node.Join join) {
    if (join != Node.Join.ALWAYS) {
      throw Failure.open(source, words.at() - 1, "a command is missing at the end");
    }
  }

  private Optional<Node.Join> separator(char closer, List<Node.Step> steps) {
    skipSpace();
    if (words.atEnd() || words.peek() == closer) {
      return Optional.of(Node.Join.ALWAYS);
    }
    if (words.take("&&")) {
      return Optional.of(Node.Join.AND);
    }
    if (words.take("||")) {
      return Optional.of(Node.Join.OR);
    }
    if (words.take("&")) {
      background(steps);
      return Optional.of(Node.Join.ALWAYS);
    }
    if (words.peek() == ')' || words.peek() == '}') {
      throw here("'%c' closes nothing".formatted(words.peek()), "quote it if it is text");
    }
    words.skip();
    return Optional.of(Node.Join.ALWAYS);
  }

  private List<Node.Stage> pipeline() {
    List<Node.Stage> stages = new ArrayList<>();
    stages.add(stage());
    skipSpace();
    while (!words.atEnd() && words.peek() == '|' && !words.startsWith("||")) {
      int bar = words.at();
      words.skip();
      skipBetween();
      if (words.atEnd()) {
        throw Failure.open(source, bar, "a command is missing after '|'");
      }
      if (stages.size() == LONGEST) {
        throw at(bar, "more than %,d commands are in this pipeline".formatted(LONGEST), APART);
      }
      stages.add(stage());
      skipSpace();
    }
    return stages;
  }

  private Node.Stage stage() {
    int start = words.at();
    if (words.peek() == '$') {
      return produce(start);
    }
    if (words.atWordEnd()) {
      throw here("a command is missing before '%c'".formatted(words.peek()), "help");
    }
    String name = name(start);
    List<Node.Arg> args = new ArrayList<>();
    int end = words.at();
    boolean flags = !FOREIGN.contains(name);
    for (skipSpace(); !words.atEnd() && !atStageEnd(); skipSpace()) {
      if (flags && words.takeWord("--")) {
        flags = false;
      } else if (args.isEmpty() && name.equals("def")) {
        args.add(words.signature());
      } else {
        args.add(arg(name, flags));
      }
      end = words.at();
    }
    return new Node.Run(name, args, start, end);
  }

  private Node.Stage produce(int start) {
    if (words.text() instanceof Node.Text(List<Node.Part> parts)
        && parts.size() == 1
        && parts.getFirst() instanceof Node.Variable variable) {
      int end = words.at();
      skipSpace();
      if (words.atEnd() || atStageEnd()) {
        return new Node.Produce(variable, start, end);
      }
    }
    throw Failure.syntax(
        source,
        start,
        words.at(),
        "a value is never run as a command",
        "$x alone produces its records: $x | first 3");
  }

  private String name(int start) {
    StringBuilder name = new StringBuilder();
    for (Node.Part part : words.text().parts()) {
      if (!(part instanceof Node.Literal literal)) {
        throw Failure.syntax(
            source, start, words.at(), "the name of a command is a plain word", "help");
      }
      name.append(literal.text());
    }
    boolean slash = name.length() > 1
        && name.charAt(0) == '/'
        && name.indexOf("/", 1) < 0
        && name.indexOf(".") < 0;
    return slash ? name.substring(1) : name.toString();
  }

  private Node.Arg arg(String command, boolean flags) {
    int start = words.at();
    char c = words.peek();
    if (c == '(' || c == '{') {
      words.skip();
      if (++depth > DEEPEST) {
        throw at(start, "more than %d brackets are open here".formatted(DEEPEST), APART);
      }
      Node.Program inner = program(c == '(' ? ')' : '}', start);
      words.skip();
      depth--;
      return c == '(' ? new Node.Sub(inner) : new Node.Block(inner);
    }
    if (flags && c == '-') {
      Optional<Node.Arg> flag = flag();
      if (flag.isPresent()) {
        return flag.get();
      }
    }
    Node.Text text = words.text();
    refuseRedirect(command, text, start);
    refuseGlued(command, text, start);
    return text;
  }

  private Optional<Node.Arg> flag() {
    var matcher = FLAG.matcher(source).region(words.at(), source.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    boolean valued = matcher.end() < source.length() && source.charAt(matcher.end()) == '=';
    if (!valued && !words.wordEndsAt(matcher.end())) {
      return Optional.empty();
    }
    String name = matcher.group().replaceFirst("^--?", "");
    words.moveTo(matcher.end() + (valued ? 1 : 0));
    return Optional.of(new Node.Flag(name, valued ? Optional.of(flagValue()) : Optional.empty()));
  }

  private Node.Arg flagValue() {
    if (words.atEnd() || words.atWordEnd()) {
      return new Node.Text(List.of(new Node.Literal("", false)));
    }
    return words.peek() == '(' ? arg("", false) : words.text();
  }

  private void refuseRedirect(String command, Node.Text text, int start) {
    if (COMPARING.contains(command)
        || text.parts().isEmpty()
        || !(text.parts().getFirst() instanceof Node.Literal(String first, boolean bare))
        || !bare
        || !REDIRECT.matcher(first).matches()) {
      return;
    }
    String hint = first.startsWith("<")
        ? "cat FILE | %s …".formatted(command)
        : "%s … | save FILE     (-a appends; quote '>' if it is text)".formatted(command);
    throw Failure.syntax(
        source, start, words.at(), "'%s' does not redirect here".formatted(first), hint);
  }

  /** {@code let x=1} is how other shells write it. */
  private void refuseGlued(String command, Node.Text text, int start) {
    if (command.equals("let")
        && !text.parts().isEmpty()
        && text.parts().getFirst() instanceof Node.Literal(String first, boolean bare)
        && bare
        && GLUED.matcher(first).lookingAt()) {
      String name = first.substring(0, first.indexOf('='));
      throw Failure.syntax(
          source,
          start,
          words.at(),
          "let wants a space on each side of =",
          "let %s = …".formatted(name));
    }
  }

  private boolean atStageEnd() {
    return "|;&\n)}".indexOf(words.peek()) >= 0;
  }

  private void skipSpace() {
    while (!words.atEnd() && " \t\r".indexOf(words.peek()) >= 0) {
      words.skip();
    }
    if (!words.atEnd() && words.peek() == '#') {
      int stop = source.indexOf('\n', words.at());
      words.moveTo(stop < 0 ? source.length() : stop);
    }
  }

  private void skipBetween() {
    skipSpace();
    while (!words.atEnd() && (words.peek() == '\n' || words.peek() == ';')) {
      words.skip();
      skipSpace();
    }
  }

  private FailureException here(String message, String hint) {
    return at(words.at(), message, hint);
  }

  private FailureException at(int offset, String message, String hint) {
    return Failure.syntax(source, offset, offset + 1, message, hint);
  }
}
