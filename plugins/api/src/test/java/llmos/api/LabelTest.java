package llmos.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelTest {

  private static List<Label> all() {
    List<Label> labels = new ArrayList<>();
    for (Integrity i : Integrity.values()) {
      for (Confidentiality c : Confidentiality.values()) {
        labels.add(new Label(i, c, Set.of(i + "/" + c)));
      }
    }
    return labels;
  }

  @Test
  void joinNeverLowersEitherPart() {
    for (Label a : all()) {
      for (Label b : all()) {
        Label join = a.join(b);

        assertThat(join.integrity())
            .isGreaterThanOrEqualTo(a.integrity())
            .isGreaterThanOrEqualTo(b.integrity());
        assertThat(join.confidentiality())
            .isGreaterThanOrEqualTo(a.confidentiality())
            .isGreaterThanOrEqualTo(b.confidentiality());
        assertThat(join).isEqualTo(b.join(a));
      }
    }
  }

  @Test
  void keepsAtMostSixteenOrigins() {
    Label label = Label.SYSTEM;
    for (int i = 0; i < 100; i++) {
      label = label.join(Label.untrusted("doc" + i));
    }

    assertThat(label.origins()).hasSize(16);
    assertThat(label.tainted()).isTrue();
  }
}
