package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of any kind as names. */
class IdsTest {
  @ParameterizedTest
  @CsvSource({
    "guide.md, guide.md",
    "a/b c, a/b c",
    "C#9-12, C%239-12",
    "50%, 50%25",
    "/top/, %2Ftop%2F",
    "https://made.up/x?y=1, https://made.up/x?y=1",
    "Straße-東京, Straße-東京",
  })
  void aNameIsTheIdWithWhatWouldMisleadWrittenOut(String id, String path) {
    assertThat(Ids.path(id)).isEqualTo(path);
    assertThat(Ids.id(path)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[31m", " a ", "a\nb", "\u202e", "%41", "\uD83D\uDE00", "%", "#"})
  void everyIdComesBack(String id) {
    String path = Ids.path(id);

    assertThat(Ids.id(path)).isEqualTo(id);
    assertThat(Names.visible(path)).isEqualTo(path);
    assertThat(path.strip()).isEqualTo(path);
  }

  @Test
  void whatIsNotWrittenOutStandsForItself() {
    assertThat(Ids.id("50% off")).isEqualTo("50% off");
    assertThat(Ids.id("100%4")).isEqualTo("100%4");
    assertThat(Ids.path("a\uD800")).isEqualTo("a\uFFFD");
  }
}
