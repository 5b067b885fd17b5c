package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Label;
import llmos.kernel.Records;
import llmos.shell.lang.Flow;
import org.junit.jupiter.api.Test;

/** Pictures of the window and of what runs. */
class PictureTest {
  private static final List<Map<String, Object>> PARTS = List.of(
      part("system", 100),
      part("standing", 1),
      part("user", 400),
      part("documents", 1500),
      part("free", 2000));

  private final StringBuilder out = new StringBuilder();
  private int columns = 40;
  private int rows = 30;

  @Test
  void aCellIsAShareOfTheWindowAndWhatIsThereHasOne() throws InterruptedException {
    columns = 41;

    show(PARTS, false);

    List<String> lines = out.toString().lines().toList();
    String cells = String.join("", lines.subList(0, 4));
    assertThat(lines.subList(0, 4)).allSatisfy(line -> assertThat(line).hasSize(40));
    assertThat(cells).matches("S{3,4}!u{15,16}d{59,60}\\.{79,80}");
    assertThat(lines.subList(4, lines.size()))
        .contains("S system     100   2%", "! standing     1   0%", ". free      2000  49%")
        .allSatisfy(line -> assertThat(line.length()).isLessThan(41));
  }

  @Test
  void hasColoursAndALegendOfSeveralInALineWhereThereIsRoom() throws InterruptedException {
    columns = 80;

    show(PARTS, true);

    assertThat(out.toString())
        .contains("\u001b[35m█", "\u001b[32m█", "\u001b[2m░")
        .contains("system     100   2%   \u001b[31m█\u001b[0m standing");
  }

  @Test
  void aFullAndAnEmptyWindowFillThePicture() throws InterruptedException {
    for (List<Map<String, Object>> parts : List.of(
        List.of(part("free", 0)),
        List.of(part("user", 5), part("free", 0)),
        List.of(part("free", 9)))) {
      out.setLength(0);
      show(parts, false);

      assertThat(out.toString().lines().limit(4))
          .as("%s", parts)
          .allSatisfy(line -> assertThat(line).matches("(u{39}|\\.{39}).*|. free.*"));
    }
  }

  @Test
  void aPipeGetsARecordALine() throws InterruptedException {
    new Renderer(Format.TEXT, new Sink(out::append, false, false, () -> 80), sink(false))
        .show(Flow.of(new Records(PARTS, Label.SYSTEM)));

    assertThat(out.toString().lines()).hasSize(5).startsWith("system: 100");
  }

  @Test
  void drawsAgainOnlyWhatItDrew() {
    List<Boolean> asked = new ArrayList<>();
    Keys keys = new Fake(asked);
    try (LiveScreen screen = new LiveScreen(sink(true), keys)) {
      screen.draw(top());
      int lines = (int) out.chars().filter(c -> c == '\n').count();
      out.setLength(0);
      screen.draw(top());

      assertThat(out.toString()).startsWith("\u001b[" + lines + "A\r").endsWith("\u001b[J");
      columns = 60;
      out.setLength(0);
      screen.draw(top());
      assertThat(out.toString())
          .as("after a change of the width")
          .startsWith("\r")
          .doesNotContain("A\r");

      rows = 5;
      out.setLength(0);
      screen.draw(top());
      assertThat(out.chars().filter(c -> c == '\n').count())
          .as("on a low screen")
          .isEqualTo(4);
    }
    assertThat(asked).containsExactly(true);
  }

  @Test
  void oneSnapshotIsThePictureToo() throws InterruptedException {
    new Renderer(Format.TEXT, sink(false), sink(false)).show(Flow.of(top()));

    assertThat(out.toString())
        .startsWith("window  session 3")
        .contains("\ntokens  10 sent")
        .contains("running");
  }

  @Test
  void everyLineOfItFitsTheScreen() {
    try (LiveScreen screen = new LiveScreen(sink(true), new Fake(new ArrayList<>()))) {
      screen.draw(top());
    }

    assertThat(out.toString().replaceAll("\u001b\\[[0-9]*[mKJ]|\r", "").lines())
        .contains("q ends")
        .anySatisfy(line -> assertThat(line).startsWith("window  session 3, CPU rom"))
        .anySatisfy(line -> assertThat(line).contains("合同"))
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(40));
  }

  @Test
  void showsSumsOfMoneyThatAreSmall() throws InterruptedException {
    columns = 200;
    Map<String, Object> window = new LinkedHashMap<>(top().rows().getFirst());
    for (Map.Entry<Double, String> cost :
        Map.of(0.0000424, "$0.000042", 0.25, "$0.25", 0.0, "$0", 12.0, "$12").entrySet()) {
      out.setLength(0);
      window.put("cost", cost.getKey());
      show(List.of(window), false);

      assertThat(out.toString().lines().map(String::strip))
          .anyMatch(line -> line.endsWith("; " + cost.getValue()));
    }
  }

  private Records top() {
    Map<String, Object> window =
        new LinkedHashMap<>(Map.of("kind", "window", "text", "conversation 3"));
    window.putAll(Map.of("session", 3, "cpu", "rom", "used", 2001, "budget", 4001, "percent", 50));
    window.putAll(Map.of("resident", 9, "swapped", 1, "pinned", 0, "faults", 2, "requests", 1));
    window.putAll(Map.of("sent", 10, "cached", 5, "kept", 0));
    Map<String, Object> process = new LinkedHashMap<>();
    process.put("text", "4 chat");
    process.put("id", 4);
    process.put("kind", "chat");
    process.put("state", "running");
    process.put("age", 5L);
    process.put("what", "合同的条件 ".repeat(20));
    List<Map<String, Object>> all = new ArrayList<>(List.of(window));
    all.addAll(PARTS);
    all.add(process);
    return new Records(all, Label.SYSTEM);
  }

  private void show(List<Map<String, Object>> parts, boolean colour) throws InterruptedException {
    new Renderer(Format.TEXT, sink(colour), sink(colour))
        .show(Flow.of(new Records(parts, Label.SYSTEM)));
  }

  private Sink sink(boolean colour) {
    return new Sink(out::append, true, colour, () -> columns);
  }

  private static Map<String, Object> part(String name, int tokens) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "part");
    row.put("part", name);
    row.put("tokens", tokens);
    row.put("pages", 1);
    row.put("percent", tokens * 100 / 4001);
    row.put("text", name + ": " + tokens);
    return row;
  }

  /** A keyboard that nobody uses. */
  private final class Fake implements Keys {
    private final List<Boolean> released;

    Fake(List<Boolean> released) {
      this.released = released;
    }

    @Override
    public boolean ended(Duration wait) {
      return true;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void release() {
      released.add(true);
    }
  }
}
