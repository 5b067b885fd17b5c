package llmos.shell.cmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Label;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.shell.lang.Budget;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Failure;
import llmos.shell.lang.FailureException;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Interpreter;
import llmos.shell.lang.Item;
import llmos.shell.lang.Jobs;
import llmos.shell.lang.Parser;
import llmos.shell.lang.Scope;
import llmos.shell.lang.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs programs that need no machine: a {@code rows} command makes records in place of one. */
class ProgramsTest {
  private final Scope scope = Scope.top();
  private final List<String> shown = new ArrayList<>();
  private final List<Failure> taken = new ArrayList<>();
  private int pulled;

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "say hi § hi",
        "say 'a  b' c § a  b c",
        "say a ; say b § a,b",
        "say a && say b § a,b",
        "say a || say b § a",
        "rows | count § 4",
        "rows | where n > 2 § three,ten",
        "rows | where n >= 3 | where n != 10 § three",
        "rows | where text ~= x § !2",
        "rows | where text == ten § ten",
        "rows | where n < 2 § one",
        "rows | first 2 § one,two",
        "rows | first § one",
        "rows | last 1 § ten",
        "rows | sort n -r | first 1 § ten",
        "rows | sort text § one,ten,three,two",
        "rows | sort n --desc § ten,three,two,one",
        "rows | pick n | first 1 § n=1",
        "rows | each { say \"<$it.text>\" } | first 2 § <one>,<two>",
        "let x = (rows | first 2) ; $x | last § two",
        "let x = (rows | first 1) ; say \"$x.text is $x.n\" § one is 1",
        "let x = 'a | say b' ; say $x § a | say b",
        "rows | first 1 | say $in.text § one",
        "say hi ; say $last.text $? § hi,hi 0",
        "nope || say $? § 127",
        "each x || say c § c",
        "say a | where text > 'A' § a",
        "nope § !127",
        "if yes { say a } § a",
        "if '' { say a } else { say b } § b",
        "if (rows | where n > 5) { say a } else { say b } § a",
        "if (rows | where text == nine) { say a } else { say b } § b",
        "let n = (rows | count) ; if $n.count >= 5 { say a } else if $n.count > 3 { say b } else { say c } § b",
        "if not (rows | count) > 5 { say few } § few",
        "if no == yes { say a } § ''",
        "rows | if yes { first 2 } § one,two",
        "if yes § !2",
        "if 1 2 { say a } § !2",
        "if yes { say a } { say b } § !2",
        "if yes { say a } else § !2",
        "if yes { say a } else if { say b } § !2",
        "if yes { nope } § !127",
        "try { nope } § ''",
        "try { say a ; nope ; say b } catch { say $err.exit } § a,127",
        "try { rows | sort nope } catch { say $err.message } § none of the 4 records has a field 'nope'",
        "try { nope } catch { nope2 } || say c § c",
        "try nope § !2",
        "def two(x) { say $x ; say $x } ; two a § a,a",
        "def most(n = 3) { sort n -r | first $n } ; rows | most 1 § ten",
        "def most(n = 3) { sort n -r | first $n } ; rows | most | count § 3",
        "def all(a, more…) { say \"$a: $more\" } ; all x y z § x: y z",
        "def f(a) { say $a } ; f § !2",
        "def f(a) { say $a } ; f b c § !2",
        "def f(a, a) { say $a } § !2",
        "def f(a = 1, b) { say $a } § !2",
        "def say(a) { say $a } § !2",
        "def f { f } ; f § !6",
        "def f { g || g } ; def g { f || f } ; f § !6",
        "def f { try { g } catch { g } } ; def g { try { f } catch { f } } ; f || say x § !6",
        "def f(n) { if $n == 0 { say end } else { let m = (rows | count) ; f 0 } } ; f 3 § end",
        "def f { say a } ; def | pick name § name=f",
        "def f(a = 'x, y', b = \"p, q\") { say $a $b } ; f § x, y p, q",
        "def f(a = 'x, y) { say $a } § !2",
        "def g { say $in.text } ; rows | first 1 | g § one",
        "let b = { say $it.text } ; rows | first 1 | each $b § one",
        "say '{\"n\": 1} {\"n\": 5}' | from json | where n > 1 § n=5",
        "say '[{\"n\": 1}, 7]' | from json § n=1,7",
        "say '[1] [2] {\"n\": 3}' | from json § 1,2,n=3",
        "say '{\"a\": {\"b\": [1, null]}}' | from json | to jsonl § {\"a\":{\"b\":[1,null]}}",
        "say '{\"a\": ' | from json § !2",
        "say '' | from json | count § 0",
        "say '' | from csv | count § 0",
        "rows | first 0 | from csv | count § 0",
        "say \"a,b\\n1,'x y'\\n2,\\\"q,\\\"\\\"\\\"\" | from csv | pick b | to jsonl § {\"b\":\"'x y'\"},{\"b\":\"q,\\\"\"}",
        "say \"a\\tb\\n1\\t2\" | from tsv | to csv § a,b,1,2",
        "say \"| a | b |\\n|---|---|\\n| 1 | *x* |\" | from md | to jsonl § {\"a\":\"1\",\"b\":\"x\"}",
        "say nothing | from md § !5",
        "say x | from xml § !2",
        "rows | first 2 | to jsonl | from jsonl | pick n § n=1,n=2",
        "rows | first 1 | to json | from json | pick text | to csv § text,one",
        "rows | pick n | first 2 | to md § | n |,| --- |,| 1 |,| 2 |",
        "sh printf 'a\\nb\\n' § a,b",
        "rows | sh cat | last 1 § ten",
        "rows | sh head -n 1 § one",
        "sh 'echo a | tr a b' § b",
        "sh printf '<%s>' -n --x -- y § <-n><--x><--><y>",
        "sh no-such-program-here § !127",
        "sh sh -c 'exit 3' § !1",
        "sh 'exit 130' § !130",
        "sh cat /dev/zero | count § !6",
        "sh 'cat /dev/zero >&2' | count § !6",
        "sh 'head -c 16000000 /dev/zero; echo; echo b' | last 1 § b",
        "sh yes | first 1 § y",
        "rows | nope2 | sh cat § !127",
        "rows | first 1 | each { sh echo $it.text } § !4",
        "say '[null, [null]]' | from json | count § 2",
        "say '{\"t\": [\"a\", null]}' | from json | each { $it.t } | first § a",
        "say '{\"a\": \"\\\"x y\", \"b\": 1}' | from json | to tsv | from tsv | pick b § b=1",
        "say '{\"a\": \"\"} {\"a\": \"z\"}' | from json | to csv | from csv | count § 2",
        "sh seq 1000 | each { if $it.text == 1000 { sh sleep 0.2 ; say end } } § end",
        "def a_b { say x } § !2",
        "rows | first x § !2",
        "rows | first -x § !2",
        "rows | where n § !2",
        "rows | where n =~ 2 § !2",
        "rows | where m == 2 | count § !2",
        "count § !2",
        "rows | sort nope § !2",
        "rows | where nope == 1 § !2",
        "rows | pick nope | count § !2",
        "rows | first 0 | sort nope | count § 0",
        "let x=(rows) § !2",
        "say $nothing § !2",
        "let 1x = 2 § !2",
        "rows | nope | count § !127",
        "nope ; say b § !127",
        "say hi > f § !2",
        "mem lss § !2",
        "allow fs write --for ever § !2",
      })
  void runsPrograms(String source, String expected) throws InterruptedException {
    assertThat(run(source)).isEqualTo(expected);
  }

  @Test
  void namesTheFieldsThatThereAreWhereNoneIsAsWanted() {
    FailureException e = catchThrowableOfType(
        FailureException.class,
        () -> interpreter().collect(Parser.parse("rows | sort colour"), scope));

    assertThat(e.failure().fault().message())
        .isEqualTo("none of the 4 records has a field 'colour'");
    assertThat(e.failure().fault().hint()).isEqualTo("they have: n text");
  }

  @Test
  void aProgramThatIsNotTheUsersOwnMakesUntrustedWords() throws InterruptedException {
    Scope pasted = Scope.top();
    pasted.taint(Label.untrusted("paste"));

    List<Item> items = interpreter().collect(Parser.parse("say a; each2 x || say b"), pasted);

    assertThat(items).extracting(item -> item.label().tainted()).containsExactly(true, true);
  }

  @Test
  void pullsNoMoreThanItShows() throws InterruptedException {
    assertThat(run("rows | first 1")).isEqualTo("one");
    assertThat(pulled).isEqualTo(1);
  }

  @Test
  @Timeout(20)
  void closesALongPipelineOnce() throws InterruptedException {
    assertThat(run("rows" + " | each { say $it.text }".repeat(60) + " | first 1"))
        .isEqualTo("one");
  }

  @Test
  void tellsTheStageThatFailed() throws InterruptedException {
    run("rows | where n > 1 | frist 2 || say x");

    assertThat(taken).singleElement().satisfies(failure -> {
      assertThat(failure.stage()).isEqualTo(3);
      assertThat(failure.column()).isEqualTo(22);
      assertThat(failure.fault().message()).contains("did you mean 'first'?");
    });
  }

  @Test
  void labelsWhatComesFromRecordsAsUntrusted() throws InterruptedException {
    List<Item> items = interpreter()
        .collect(Parser.parse("rows | first 1 | each { say 'typed' ; say $it.text }"), scope);

    assertThat(items).extracting(item -> item.label().tainted()).containsExactly(false, true);
  }

  @Test
  void neverLetsADocumentsTextGivePermission() {
    FailureException e = catchThrowableOfType(
        FailureException.class,
        () -> interpreter()
            .collect(Parser.parse("rows | first 1 | each { allow $it.text get }"), scope));

    assertThat(e.failure().fault().errno().exit()).isEqualTo(4);
  }

  private Interpreter interpreter() {
    List<Command> all = new ArrayList<>(
        Builtins.all(new DeviceCalls(List::of, ProgramsTest::none, List::of)).all());
    all.add(Commands.read("rows", "Makes four records.", call -> rows()));
    List<String> names = new ArrayList<>();
    Commands commands =
        new Commands(all, new DeviceCalls(List::of, ProgramsTest::none, () -> names));
    names.addAll(commands.firstWords());
    return new Interpreter(commands, NOTHING);
  }

  private static Records none() {
    return new Records(List.of(), Label.SYSTEM);
  }

  private Flow rows() {
    Flow all = Flow.of(List.of(row("one", 1), row("two", 2), row("three", 3), row("ten", "10")));
    return () -> {
      pulled++;
      return all.next();
    };
  }

  private static Item row(String text, Object n) {
    return Item.of(Map.of("text", text, "n", n), Label.untrusted("rows"));
  }

  /** The texts that a program shows, or {@code !} and the exit code. */
  private String run(String source) throws InterruptedException {
    Interpreter.Sink sink = new Interpreter.Sink() {
      @Override
      public void show(Flow flow) throws InterruptedException {
        flow.drain().forEach(item -> shown.add(item.text()));
      }

      @Override
      public void failed(Failure failure) {
        taken.add(failure);
      }
    };
    try {
      interpreter().run(Parser.parse(source), scope, sink);
      return String.join(",", shown);
    } catch (FailureException e) {
      return "!" + e.failure().fault().errno().exit();
    }
  }

  private static final Surroundings NOTHING = new Surroundings() {
    @Override
    public Kernel kernel() {
      throw new IllegalStateException("no machine in this test");
    }

    @Override
    public Console console(Echo echo) {
      return Console.silent();
    }

    @Override
    public Echo answers() {
      return Echo.NONE;
    }

    @Override
    public Gauge progress() {
      return new Gauge() {
        @Override
        public void at(String what, long done, long total) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public Jobs jobs() {
      throw new IllegalStateException("no jobs in this test");
    }

    @Override
    public Surroundings beside() {
      return this;
    }

    @Override
    public void announce(String line) {}

    @Override
    public boolean stays() {
      return false;
    }

    @Override
    public Flow stdin() {
      return Flow.empty();
    }

    @Override
    public Path workspace() {
      return Path.of("").toAbsolutePath();
    }

    @Override
    public Budget budget() {
      return new Budget(Optional.empty());
    }

    @Override
    public Optional<Duration> timeout() {
      return Optional.empty();
    }
  };
}
