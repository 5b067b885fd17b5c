package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** Output as documentation shows it: {@code …} stands for anything in a line, a line of only {@code …} for any lines. */
final class Shown {
  private Shown() {}

  /** Fails with both texts unless what came is what is shown. Blanks at the ends of lines do not count. */
  static void check(String where, String shown, String came) {
    assertThat(
            Pattern.compile(pattern(shown), Pattern.DOTALL).matcher(tidy(came)).matches())
        .as("%s%n--- shown%n%s%n--- came%n%s", where, shown, came)
        .isTrue();
  }

  private static String pattern(String shown) {
    StringBuilder pattern = new StringBuilder();
    for (String line : tidy(shown).stripTrailing().split("\n", -1)) {
      if (line.equals("…")) {
        pattern.append("(?:[^\n]*\n)*");
      } else {
        List<String> parts = List.of(line.split("…", -1));
        pattern
            .append(String.join("[^\n]*", parts.stream().map(Pattern::quote).toList()))
            .append("\n");
      }
    }
    return pattern.toString();
  }

  private static String tidy(String text) {
    String right = text.lines().map(String::stripTrailing).reduce("", (a, b) -> a + b + "\n");
    return right.stripTrailing() + "\n";
  }
}
