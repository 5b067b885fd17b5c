package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void dotsStandForAnythingInALine() {
    Shown.check("here", "12 files, … s\nend", "12 files, 3.4 s  \nend\n\n");
  }

  @Test
  void aLineOfDotsStandsForAnyLines() {
    Shown.check("here", "a\n…\nz", "a\nz\n");
    Shown.check("here", "a\n…\nz", "a\nb\nc\nz\n");
    Shown.check("here", "a\n…", "a\nb\n");
  }

  @Test
  void anythingElseIsTakenAsItIs() {
    assertThatThrownBy(() -> Shown.check("here", "a.c", "abc")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Shown.check("here", "a", "a\nb")).isInstanceOf(AssertionError.class);
  }
}
