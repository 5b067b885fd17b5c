package llmos.shell.lang;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.Label;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private final Scope top = Scope.top();

  private static Value number(int n) {
    return Value.of(n, Label.TYPED);
  }

  @Test
  void aBlockOfTheUsersSeesTheVariablesThatAJobWasStartedWith() {
    top.set("n", number(1));
    Scope block = top.inner();
    Scope job = top.inner().copy();
    Scope jobOfTheJob = job.inner().copy();

    top.set("n", number(2));
    top.set("m", number(3));

    assertThat(block.seenFrom(job.inner()).get("n")).contains(number(1));
    assertThat(block.seenFrom(jobOfTheJob).get("n")).contains(number(1));
    assertThat(block.seenFrom(job).get("m")).isEmpty();
    assertThat(block.seenFrom(top.inner())).isSameAs(block);
  }

  @Test
  void aBlockKeepsItsOwnVariablesAndItsLabel() {
    Scope block = top.inner();
    block.set("own", number(4));
    block.taint(Label.untrusted("paste"));
    Scope job = top.copy();

    Scope seen = block.seenFrom(job);

    assertThat(seen.get("own")).contains(number(4));
    assertThat(seen.label().tainted()).isTrue();
    assertThat(job.inner().seenFrom(job).get("own")).isEmpty();
  }

  @Test
  void aCopyOfACopyAndSoOnIsACopy() {
    top.set("n", number(1));
    Scope block = top.inner();
    Scope job = top;
    for (int i = 0; i < 100_000; i++) {
      job = job.copy();
    }
    top.set("n", number(2));

    assertThat(block.seenFrom(job.inner()).get("n")).contains(number(1));
  }
}
