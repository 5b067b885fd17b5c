package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of standard input with every kind of standard output: each run ends, with its exit code and no escape byte. */
class HeadlessTest {
  private static final Pattern ENDED = Pattern.compile("\\[(\\S*) (\\S*) (\\S*)] exit (\\d+)");
  private static final String UNREAD = "standard input was not read";

  @TempDir
  private Path scratch;

  /** One bash runs them all; each has some seconds, where a hang would show as 124. */
  private Launcher.Result matrix(String name, String command) throws IOException {
    Launcher launcher = Launcher.in(scratch).within(Duration.ofMinutes(3));
    Path work = launcher.folder();
    Files.writeString(work.resolve("a.md"), "The bridge was opened in 1889.\n");
    Files.writeString(work.resolve("s.llmos"), "say hi\n");
    Files.writeString(work.resolve("empty"), "");
    return launcher.bash(
        """
        mkfifo fifo 2>/dev/null
        exec 9<>fifo
        try() { # stdin, stdout
          case $1 in
            closed) exec 8<&- ;; null) exec 8</dev/null ;; empty) exec 8<empty ;; file) exec 8<s.llmos ;;
            pipe) exec 8< <(echo data; sleep 0.2) ;; open) exec 8<&9 ;;
          esac
          : >out; : >err
          case $1-$2 in
            closed-closed) timeout 15 COMMAND <&- >&- 2>err ;;
            closed-*) timeout 15 COMMAND <&- >out 2>err ;;
            *-pipe) timeout 15 COMMAND <&8 2>err | cat >out; set -- "$1" "$2" "${PIPESTATUS[0]}" ;;
            *-closed) timeout 15 COMMAND <&8 >&- 2>err ;;
            *) timeout 15 COMMAND <&8 >out 2>err ;;
          esac
          code=${3:-$?}
          LC_ALL=C grep -l $'[\\\\x1b\\\\x9b]' out err
          grep -c 'standard input was not read' err >unread
          echo "[NAME $1 $2] exit $code"
          echo "[unread $1 $(cat unread)] exit 0"
        }
        for i in closed null empty file pipe open; do try $i file; done
        try null pipe; try closed closed; try null closed; try file closed
        """.replace("COMMAND", command).replace("NAME", name).replace("\\\\", "\\"));
  }

  private static void check(Launcher.Result result, int exit) {
    List<MatchResult> ends = ENDED.matcher(result.out()).results().toList();
    assertThat(ends).as("%s", result).hasSize(20);
    for (MatchResult end : ends) {
      if (end.group(1).equals("unread")) {
        boolean waits = List.of("file", "pipe").contains(end.group(2)) && exit == 0;
        assertThat(end.group(3))
            .as("hints for stdin %s: %s", end.group(2), result)
            .isEqualTo(waits ? "1" : "0");
      } else {
        int expected = end.group(3).equals("closed") && exit == 0 ? 141 : exit;
        assertThat(end.group(4)).as("%s: %s", end.group(), result).isEqualTo("" + expected);
      }
    }
    assertThat(result.out().lines())
        .as("files with escape bytes")
        .noneMatch(l -> l.equals("out") || l.equals("err"));
  }

  @Test
  void aProgramEndsOnEveryStream() throws IOException {
    check(matrix("c", "llmos -c 'say hi'"), 0);
  }

  @Test
  void aQuestionEndsOnEveryStream() throws IOException {
    Launcher.Result mounted = matrix("none", "true");
    assertThat(mounted.exit()).isZero();
    assertThat(Launcher.in(scratch).run("mount", ".", "--as", "d").exit()).isZero();

    check(matrix("ask", "llmos ask 'When was the bridge opened?'"), 0);
  }

  @Test
  void noArgumentsEndOnEveryStream() throws IOException {
    check(matrix("bare", "llmos"), 2);
  }

  @Test
  void whatIsNamedIsReadAndAClosedStreamIsEmpty() throws IOException {
    Launcher launcher = Launcher.in(scratch);

    Launcher.Result program =
        launcher.bash("echo 'say from stdin' | llmos -; llmos - <&-; echo \"closed $?\"");
    Launcher.Result script = launcher.bash("echo 'say script' >s; echo x | llmos run s");

    assertThat(program.out()).isEqualTo("from stdin\nclosed 0\n");
    assertThat(program.err()).isEmpty();
    assertThat(script.out()).isEqualTo("script\n");
    assertThat(script.err()).contains(UNREAD);
  }
}
