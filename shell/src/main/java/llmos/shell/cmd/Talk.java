package llmos.shell.cmd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Answer;
import llmos.kernel.Ask;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.kernel.Shape;
import llmos.shell.lang.Budget;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;
import llmos.shell.out.Answers;

/** {@code ask} and {@code cite}. */
final class Talk {
  private static final Pattern MENTION =
      Pattern.compile("(?<![\\p{L}\\p{N}_])@([\\p{L}\\p{N}_./-]+)");

  static final List<Command> COMMANDS = List.of(
      Commands.write(
              "ask text… [--in=] [--grounded] [--schema=] [--read-ahead=] [--timeout=] [--max-cost=]",
              "Says something to the model; records that come in are its numbered sources.",
              Talk::ask,
              "ask 'what leaves the window first?'",
              "find 'notice period' --in c | ask 'how long is the notice period?' | save notice.md",
              "find 'notice period' --in c | ask 'a row for each contract' --schema 'contract, days int' | sort days")
          .told("""
          text        the words; a last - adds standard input, of any size, as a source
          in          volumes or documents to look in, with commas; else all that is mounted
          grounded    fail where a number, date, name or quote is in no source
          schema      answer in records with these fields, names with commas between, each with its type behind it: text (if none), int, number or bool; each comes as soon as it is written
          read-ahead  always or never: whether documents and what left the window are searched; else if the words ask something
          timeout     seconds that the turn may take
          max-cost    dollars that the turn may cost, by the prices of cpu add; nothing is sent that could cost more
          ->          kind=answer text citations unsupported cpu prompt_tokens reply_tokens cost; with a schema its fields
          3           the model or its server failed, it answered nothing, or its reply does not fit the schema; what came is kept
          5           nothing found, or not grounded under --grounded
          6           a limit, such as that of the costs
          124         the time is over
          """),
      Commands.read(
              "cite n",
              "Shows source n of the last answer with what stands around it.",
              call -> Flow.of(call.around().kernel().cite(call.number(call.word(0), 1))),
              "cite 1")
          .told("""
          n    the number in the brackets of the answer
          ->   n doc page span quote before after current exact text
          1    the last answer has no such source
          """));

  private Talk() {}

  private static Flow ask(Call call) throws InterruptedException {
    List<Value> words = new ArrayList<>(call.words());
    boolean dash = words.getLast().isDash();
    if (dash) {
      words.removeLast();
    }
    String text = words.stream().map(Value::text).collect(Collectors.joining(" "));
    if (text.isBlank()) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "there is nothing to say to the model",
          "usage: " + call.spec().usage());
    }
    Optional<Records> context = dash
        ? Optional.of(standardInput(call))
        : call.in().isPresent() ? Optional.of(incoming(call.in().get())) : Optional.empty();
    Kernel kernel = call.around().kernel();
    Ask ask = new Ask(
        text,
        call.control(),
        context,
        places(call, kernel, text),
        call.has("grounded"),
        readAhead(call),
        timeout(call),
        call.flag("schema").map(Shape::of),
        OptionalDouble.empty());
    Optional<Double> most = call.flag("max-cost")
        .map(dollars -> Budget.dollars(dollars, "usage: " + call.spec().usage()));
    return ask.shape().isPresent()
        ? new Rows(
            ask.shape().get(),
            call.around().console(Surroundings.Echo.NONE),
            console -> said(call, ask, most, console))
        : answer(call, ask, most);
  }

  private static Answer said(Call call, Ask ask, Optional<Double> most, Console console)
      throws InterruptedException {
    try (Budget.Share share = call.around().budget().share(most)) {
      return call.around().kernel().ask(ask.costing(share.most()), new Paying(console, share));
    }
  }

  private static Flow answer(Call call, Ask ask, Optional<Double> most)
      throws InterruptedException {
    Surroundings.Echo echo = call.stage().last() ? call.around().answers() : Surroundings.Echo.NONE;
    Answer answer = said(call, ask, most, call.around().console(echo));
    if (answer.text().isEmpty() && answer.fault().isPresent()) {
      throw answer.fault().get().toException();
    }
    Item item = new Item(Answers.row(answer), answer.label(), echo.shown());
    return thenFail(item, answer.fault());
  }

  /** What was said is kept and shown; then the pipeline fails. */
  private static Flow thenFail(Item item, Optional<Fault> fault) {
    Flow one = Flow.of(List.of(item));
    return () -> {
      Optional<Item> next = one.next();
      if (next.isEmpty() && fault.isPresent()) {
        throw fault.get().toException();
      }
      return next;
    };
  }

  private static Records incoming(Flow in) throws InterruptedException {
    Records records = Flow.records(in.drain());
    if (records.rows().isEmpty()) {
      throw new FaultException(
          Errno.NOT_FOUND, "no records came in, so there is nothing to ask about", "");
    }
    return records;
  }

  private static Records standardInput(Call call) throws InterruptedException {
    List<Item> lines = call.around().stdin().drain();
    String text = lines.stream().map(Item::text).collect(Collectors.joining("\n"));
    if (text.isBlank()) {
      throw new FaultException(Errno.NOT_FOUND, "standard input is empty", "");
    }
    Label label = Label.joinAll(lines.stream().map(Item::label).toList());
    return new Records(List.of(Map.of("text", text, "doc", "stdin")), label);
  }

  /** What {@code --in} names, and what the text mentions as {@code @name} if it is mounted. */
  private static List<String> places(Call call, Kernel kernel, String text) {
    Stream<String> given = call.flag("in").stream()
        .flatMap(list -> Arrays.stream(list.split("[,\n]")))
        .map(String::strip)
        .filter(name -> !name.isEmpty());
    if (text.indexOf('@') < 0) {
      return given.toList();
    }
    List<String> volumes = kernel.status().volumes();
    Stream<String> mentioned = MENTION
        .matcher(text)
        .results()
        .map(m -> m.group(1).replaceFirst("[./-]+$", ""))
        .filter(name -> volumes.contains(name.split("/", 2)[0]));
    return Stream.concat(given, mentioned).distinct().toList();
  }

  private static Ask.ReadAhead readAhead(Call call) {
    return switch (call.flag("read-ahead").orElse("")) {
      case "" -> Ask.ReadAhead.AUTO;
      case "always" -> Ask.ReadAhead.ALWAYS;
      case "never" -> Ask.ReadAhead.NEVER;
      default ->
        throw new FaultException(
            Errno.BAD_USAGE,
            "--read-ahead takes 'always' or 'never', not '%s'"
                .formatted(call.flag("read-ahead").orElse("")),
            "usage: " + call.spec().usage());
    };
  }

  private static Optional<Duration> timeout(Call call) {
    return call.flag("timeout")
        .map(text -> Duration.ofSeconds(call.number(text, 1)))
        .or(() -> call.around().timeout());
  }
}
