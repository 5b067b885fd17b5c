package llmos.kernel.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import llmos.api.CallContext;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.api.Reply;
import llmos.api.Words;
import llmos.kernel.store.DeviceRows;
import llmos.kernel.store.Store;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class DeviceTableTest {
  private static final String CLOCK = """
      @Device("clock")
      public class Clock {
        @Op(help = "The time in a zone.", effect = Effect.READ, example = "clock now Asia/Tokyo")
        public Map<String, Object> now(@Arg(help = "IANA zone", def = "UTC") String zone) {
          return Map.of("text", ZonedDateTime.now(ZoneId.of(zone)).toString(), "zone", zone);
        }
      }
      """;

  @TempDir
  Path home = Path.of("");

  private Path devices = home;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Store store;

  @BeforeEach
  void makeFolders() throws IOException {
    store = Store.open(home.resolve("state.db"));
    devices = Files.createDirectories(home.resolve("devices"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** Does what the function does, whatever it is told. */
  private record Fake(Work work) implements Peripheral, Plugin {
    interface Work {
      Reply on(Map<String, Object> args) throws InterruptedException;
    }

    @Override
    public String name() {
      return "dev1";
    }

    @Override
    public String summary() {
      return "A double.";
    }

    @Override
    public List<Operation> operations() {
      Param.Role payload = Param.Role.PAYLOAD;
      return List.of(new Operation(
          "go",
          "Goes.",
          List.of(
              Param.of("path", Param.Type.PATH, Param.Role.TARGET, "where"),
              Param.of("count", Param.Type.INTEGER, payload, "how many").orElse("3"),
              Param.of("ratio", Param.Type.NUMBER, payload, "how much").orElse("0.5"),
              Param.of("dry", Param.Type.BOOLEAN, payload, "only try").orElse("false"),
              Param.of("words", Param.Type.TEXT, payload, "the rest").orElse("").takingRest()),
          Effect.NONE,
          true,
          List.of("dev1 go .")));
    }

    @Override
    public Reply call(String operation, Map<String, Object> args, CallContext context)
        throws InterruptedException {
      return work.on(args);
    }

    @Override
    public List<Peripheral> peripherals() {
      return List.of(this);
    }
  }

  private DeviceTable table(Fake.Work work) {
    return new DeviceTable(
        List.of(new Fake(work)), List.of(), devices, new DeviceRows(store), home.resolve("cache"));
  }

  private DeviceTable table() {
    return table(args -> Reply.text(args.toString()));
  }

  private Reply call(DeviceTable table, String line) throws InterruptedException {
    CallContext context = new CallContext(home, new FakeClock(), Duration.ofSeconds(10));
    return table.call(table.bind(Words.split(line)), context);
  }

  private static String text(Reply reply) {
    return reply instanceof Reply.Done done
        ? String.valueOf(done.records().getFirst().get("text"))
        : reply.toString();
  }

  private void touch(String name, String code, int second) throws IOException {
    Files.writeString(devices.resolve(name), code);
    Files.setLastModifiedTime(devices.resolve(name), FileTime.fromMillis(second * 1000L));
  }

  @Test
  void runsTheSmallestDevice() throws Exception {
    touch("clock.java", CLOCK, 1);
    try (DeviceTable table = table()) {
      assertThat(text(call(table, "clock now Asia/Tokyo"))).contains("[Asia/Tokyo]");
      assertThat(table.bind(List.of("clock", "now", "UTC")).line()).isEqualTo("clock now");
    }
  }

  @Test
  void takesWhatChangedWithoutARestart() throws Exception {
    try (DeviceTable table = table()) {
      assertThat(table.find("clock")).isEmpty();
      touch("clock.java", CLOCK, 1);
      assertThat(table.find("clock")).isPresent();
      touch("clock.java", CLOCK.replace("\"zone\", zone", "\"zone\", 1 +"), 2);
      assertThat(table.find("clock")).isEmpty();
      assertThat(table.infos())
          .anySatisfy(info -> assertThat(info.problem()).contains("clock.java:5: "));
      touch("clock.java", CLOCK.replace("\"clock\"", "\"watch\""), 3);
      assertThat(table.find("watch")).isPresent();
      Files.delete(devices.resolve("clock.java"));
      assertThat(table.find("watch")).isEmpty();
    }
  }

  @Test
  void knowsDescriptorsOfASecondStartWithoutTheCode() throws Exception {
    touch("clock.java", CLOCK, 1);
    try (DeviceTable first = table()) {
      assertThat(first.find("clock")).isPresent();
    }
    try (var classes = Files.walk(home.resolve("cache"))) {
      classes
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(p -> p.toFile().delete());
    }
    try (DeviceTable second = table()) {
      assertThat(second.devices()).extracting(Peripheral::name).contains("clock");
      assertThat(home.resolve("cache")).doesNotExist();
      assertThat(text(call(second, "clock now"))).contains("Z");
    }
  }

  @Test
  void refusesNamesThatAreTaken() throws Exception {
    touch("a.java", CLOCK.replace("\"clock\"", "\"dev1\""), 1);
    touch("b.java", CLOCK.replace("\"clock\"", "\"mount\""), 1);
    try (DeviceTable table = table()) {
      table.reserve(Set.of("mount"));

      assertThat(table.infos()).filteredOn(i -> i.state().equals("refused")).hasSize(2);
      assertThat(text(call(table, "dev1 go x"))).contains("path=");
    }
  }

  @Test
  void convertsAndResolvesArguments() throws Exception {
    try (DeviceTable table = table()) {
      assertThat(text(call(table, "dev1 go a/../b 7 --ratio 2 --dry")))
          .isEqualTo(
              "{path=%s, count=7, ratio=2.0, dry=true, words=}".formatted(home.resolve("b")));
    }
  }

  @Test
  void saysWhatIsWrongWithALine() {
    try (DeviceTable table = table()) {
      for (String line : List.of(
          "dev1",
          "dev1 og",
          "dev1 go",
          "dev1 go x seven",
          "dev1 go x --cuont=3",
          "dev1 go x --count",
          "dev1 go x --count=1 --count=2",
          "dev1 go x --dry=perhaps",
          "dev1 go x --ratio=NaN")) {
        assertThatThrownBy(() -> table.bind(Words.split(line)))
            .as(line)
            .isInstanceOf(FaultException.class)
            .hasMessageContaining("dev1 go path");
      }
      assertThatThrownBy(() -> table.bind(List.of("dve1")))
          .hasMessageContaining("did you mean 'dev1'?");
      assertThatThrownBy(() -> table.bind(Words.split("dev1 go x --cuont=3")))
          .hasMessageContaining("did you mean 'count'?");
    }
  }

  @Test
  void repeatsEveryCallByItsLine() {
    Random dice = new Random(11);
    List<String> pieces =
        List.of("a", " ", "--", "=", "'", "\"", "\\", "$", "\n", "--x=1", "ü", "#", "-");
    try (DeviceTable table = table()) {
      for (int i = 0; i < 3000; i++) {
        StringBuilder random = new StringBuilder();
        for (int n = dice.nextInt(6); n >= 0; n--) {
          random.append(pieces.get(dice.nextInt(pieces.size())));
        }
        List<String> words = new ArrayList<>(List.of("dev1", "go", "--path=p" + random));
        if (dice.nextBoolean()) {
          words.add("--words=" + random);
        }
        if (dice.nextBoolean()) {
          words.add("--count=" + dice.nextInt(5));
        }
        if (dice.nextBoolean()) {
          words.add("--dry=" + dice.nextBoolean());
        }
        DeviceTable.BoundCall call = table.bind(words);

        DeviceTable.BoundCall again = table.bind(Words.split(call.line()));

        assertThat(again.args()).as(call.line()).isEqualTo(call.args());
        assertThat(again.line()).isEqualTo(call.line());
      }
    }
  }

  @Test
  @Timeout(20)
  void outlivesADeviceThatHangs() throws Exception {
    try (DeviceTable table = table(args -> {
      while (true) {
        Thread.onSpinWait();
      }
    })) {
      CallContext context = new CallContext(home, new FakeClock(), Duration.ofMillis(100));

      Reply reply = table.call(table.bind(List.of("dev1", "go", ".")), context);

      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Failed.class, f -> assertThat(f.fault().errno()).isEqualTo(Errno.TIMEOUT));
    }
  }

  @Test
  void outlivesADeviceThatThrowsOrFloods() throws Exception {
    try (DeviceTable table = table(args -> {
      throw new StackOverflowError("deep");
    })) {
      assertThat(text(call(table, "dev1 go ."))).contains("deep");
    }
    try (DeviceTable table = table(args -> Reply.text("x".repeat(3 << 20)))) {
      assertThat(text(call(table, "dev1 go .")))
          .hasSizeLessThan((1 << 20) + 100)
          .endsWith("more characters left out]");
    }
  }

  @Test
  @Timeout(20)
  void stopsADeviceOnInterrupt() throws Exception {
    try (DeviceTable table = table(args -> {
      new java.util.concurrent.CountDownLatch(1).await();
      return Reply.text("");
    })) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> call(table, "dev1 go .")).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void turnsOffAPluginThatChangedUntilItIsApproved() throws Exception {
    Path plugins = Files.createDirectories(home.resolve("plugins"));
    Path jar = Files.createDirectories(plugins.resolve("toy")).resolve("toy.jar");
    writeJar(jar, "one");
    List<Path> folders = List.of(home.resolve("distribution"), plugins);
    DeviceRows rows = new DeviceRows(store);
    try (DeviceTable first = new DeviceTable(List.of(), folders, devices, rows, home)) {
      assertThat(first.find("toy")).isPresent();
      assertThat(text(call(first, "toy now"))).isEqualTo("one");
    }
    writeJar(jar, "three");
    try (DeviceTable second = new DeviceTable(List.of(), folders, devices, rows, home)) {
      assertThat(second.find("toy")).isEmpty();
      assertThatThrownBy(() -> second.bind(List.of("toy", "now"))).hasMessageContaining("changed");

      second.approve("toy");

      assertThat(text(call(second, "toy now"))).isEqualTo("three");
    }
  }

  private void writeJar(Path jar, String answer) throws IOException {
    Path source = home.resolve("Toy.java");
    Files.writeString(source, """
        public class Toy implements Plugin {
          public String name() { return "toy"; }
          public List<Peripheral> peripherals() { return List.of(Peripheral.of(new Device1())); }
          @Device("toy") public static class Device1 {
            @Op(help = "Now.") public String now() { return "%s"; }
          }
        }
        """.formatted(answer));
    Path classes = Files.createTempDirectory(home, "toy");
    SourceCompiler.compile(source, classes);
    try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar));
        var files = Files.list(classes)) {
      for (Path file : files.toList()) {
        out.putNextEntry(new java.util.zip.ZipEntry(String.valueOf(file.getFileName())));
        out.write(Files.readAllBytes(file));
      }
      out.putNextEntry(new java.util.zip.ZipEntry("META-INF/services/llmos.api.Plugin"));
      out.write("Toy\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void readsTheCatalogThatItWrote() {
    Catalog catalog = new Catalog(
        List.of(Catalog.Descriptor.of(new Fake(args -> Reply.text("")))), List.of("cpus"));

    assertThat(Catalog.read(catalog.write())).hasValue(catalog);
  }

  /** An exception that cannot even be printed. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalArgumentException("x".repeat(3 << 20));
    }
  }

  @Test
  void boundsWhatAFailureSays() throws Exception {
    String flood = "x".repeat(3 << 20);
    for (Fake.Work work : List.<Fake.Work>of(
        args -> {
          throw new IllegalStateException(flood);
        },
        args -> {
          throw new FaultException(Errno.FAILED, flood, flood);
        },
        args -> {
          throw new Unspeakable();
        })) {
      try (DeviceTable table = table(work)) {
        assertThat(call(table, "dev1 go ."))
            .isInstanceOfSatisfying(
                Reply.Failed.class,
                f -> assertThat(f.fault().message() + f.fault().hint())
                    .hasSizeLessThan((1 << 20) + 200));
      }
    }
  }

  @Test
  @Timeout(20)
  void doesNotWaitForCodeThatHangsWhileItIsLoaded() {
    assertThatThrownBy(() -> Runner.patiently(Duration.ofMillis(100), "hangs", () -> {
          while (true) {
            Thread.onSpinWait();
          }
        }))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
  }

  @Test
  void makesADamagedCatalogAnewFromTheCode() throws Exception {
    touch("clock.java", CLOCK, 1);
    try (DeviceTable first = table()) {
      assertThat(first.find("clock")).isPresent();
    }
    DeviceRows rows = new DeviceRows(store);
    rows.put(rows.all().values().stream()
        .map(r -> new DeviceRows.Row(r.origin(), r.fingerprint(), r.sha(), "op 'x"))
        .toList());

    try (DeviceTable second = table()) {
      assertThat(text(call(second, "clock now"))).contains("Z");
    }
    assertThat(rows.all().values()).allMatch(row -> row.catalog().contains("device clock"));
  }

  @Test
  void leavesNothingOfACompilationThatFailed() throws Exception {
    touch("bad.java", "public class Bad { this is not java", 1);
    try (DeviceTable table = table()) {
      assertThat(table.find("bad")).isEmpty();
    }
    try (var left = Files.list(home.resolve("cache/devices"))) {
      assertThat(left).isEmpty();
    }
  }
}
