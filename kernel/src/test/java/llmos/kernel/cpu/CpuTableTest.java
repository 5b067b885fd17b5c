package llmos.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Param;
import llmos.api.Progress;
import llmos.kernel.store.CpuRows;
import llmos.kernel.store.Store;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuTableTest {
  @TempDir
  Path home;

  private final Map<String, String> environment = new HashMap<>();
  private Store store;
  private CpuTable table;

  /** A driver with two settings, which finds one server and offers one model. */
  private record FakeDriver(String name, List<Param> settings) implements CpuDriver {

    @Override
    public String summary() {
      return "Says ok.";
    }

    @Override
    public Cpu open(CpuSettings settings, Host host) {
      if (settings.get("url", "").equals("bad")) {
        throw new FaultException(Errno.BAD_USAGE, "--url 'bad' is bad", "");
      }
      if (settings.get("url", "").equals("away")) {
        throw new FaultException(Errno.CPU_FAILED, "no key", "");
      }
      return new ScriptedCpu(1000);
    }

    @Override
    public List<CpuSettings> probe(Host host) {
      return name.equals("rom")
          ? List.of()
          : List.of(new CpuSettings("local", name, Map.of("url", "http://found")));
    }

    @Override
    public List<Offer> offers() {
      return name.equals("rom")
          ? List.of()
          : List.of(new Offer("smollm2", "Apache-2.0", 1, "00", List.of()));
    }

    @Override
    public CpuSettings pull(Offer offer, Host host, Progress progress) {
      return new CpuSettings(offer.name(), name, Map.of("url", "http://pulled"));
    }
  }

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("llmos.db"));
    List<Param> settings = List.of(
        Param.of("url", Param.Type.URL, Param.Role.TARGET, "the server"),
        Param.of("window", Param.Type.INTEGER, Param.Role.PAYLOAD, "tokens").orElse(""));
    List<CpuDriver> drivers =
        List.of(new FakeDriver("rom", List.of()), new FakeDriver("net", settings));
    CpuDriver.Host host = new CpuDriver.Host(environment, home, home);
    table = new CpuTable(new CpuRows(store), () -> drivers, host);
  }

  @AfterEach
  void close() {
    table.close();
    store.close();
  }

  private static CpuSettings net(String name, String... values) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      map.put(values[i], values[i + 1]);
    }
    return new CpuSettings(name, "net", map);
  }

  @Test
  void theBootRomIsThereAndCurrentFromTheStart() {
    assertThat(table.list()).containsExactly(new CpuSettings("rom", "rom", Map.of()));
    assertThat(table.current()).isEqualTo("rom");
    assertThat(table.open("rom").window()).isEqualTo(1000);
  }

  @Test
  void whatIsAddedAndUsedIsKept() {
    CpuSettings odd = net("far", "url", "http://a b/ü=\"x\"'y\\z", "window", "4096");

    table.add(odd);
    table.use("far");

    try (Store again = Store.open(home.resolve("llmos.db"))) {
      CpuRows rows = new CpuRows(again);
      assertThat(rows.list()).containsExactly(odd);
      assertThat(rows.current()).contains("far");
    }
  }

  @Test
  void addingAgainChangesOnlyWhatIsGiven() {
    table.add(net("far", "url", "http://a", "window", "4096"));
    Cpu before = table.open("far");

    table.add(net("far", "window", "2048"));
    assertThat(table.settings("far").values())
        .isEqualTo(Map.of("url", "http://a", "window", "2048"));
    assertThat(table.open("far")).isNotSameAs(before);

    table.add(net("far", "window", ""));
    assertThat(table.settings("far").values()).isEqualTo(Map.of("url", "http://a"));
  }

  @Test
  void wrongNamesAreRefusedWithWhatThereIs() {
    table.add(net("far", "url", "http://a"));

    assertThatThrownBy(() -> table.use("farr"))
        .hasMessage("no cpu 'farr'; did you mean 'far'?; there are: rom, far");
    assertThatThrownBy(() -> table.add(new CpuSettings("x", "nett", Map.of())))
        .hasMessage("no driver 'nett'; did you mean 'net'?; there are: rom, net");
    assertThatThrownBy(() -> table.add(net("x", "url", "http://a", "windw", "1")))
        .hasMessage(
            "driver 'net' has no setting 'windw'; did you mean 'window'?; it has: url, window,"
                + " price-in, price-cached, price-out");
    assertThatThrownBy(() -> table.add(net("x"))).hasMessage("cpu 'x' needs --url: the server");
    assertThatThrownBy(() -> table.add(net("no name", "url", "http://a")))
        .hasMessageContaining("'no name' is no name for a CPU");
    assertThatThrownBy(() -> table.add(net("x", "url", "bad"))).hasMessageContaining("bad");
    assertThatThrownBy(() -> table.pull("smollm", Progress.NONE))
        .hasMessage("no model 'smollm' to pull; did you mean 'smollm2'?; there are: smollm2");
    assertThatThrownBy(() -> table.remove("rom")).hasMessageContaining("built in");
    assertThat(table.list()).hasSize(2);
  }

  @Test
  void aCpuWhoseKeyIsNotThereYetCanBeAdded() {
    table.add(net("far", "url", "away"));

    assertThatThrownBy(() -> table.open("far")).hasMessage("no key");
  }

  @Test
  void theEnvironmentChoosesForThisMachineOnly() {
    table.add(net("far", "url", "http://a"));
    environment.put("LLMOS_CPU", "far");

    assertThat(table.current()).isEqualTo("far");

    environment.clear();
    assertThat(table.current()).isEqualTo("rom");
  }

  @Test
  void removingTheCurrentCpuFallsBackToTheRom() {
    table.add(net("far", "url", "http://a"));
    table.use("far");

    table.remove("far");

    assertThat(table.current()).isEqualTo("rom");
    assertThat(table.list()).hasSize(1);
  }

  @Test
  void probingAddsAServerOnce() throws Exception {
    table.add(net("local", "url", "http://other"));

    assertThat(table.probe()).extracting(CpuSettings::name).containsExactly("local-2");
    assertThat(table.probe()).extracting(CpuSettings::name).containsExactly("local-2");

    assertThat(table.list())
        .extracting(CpuSettings::name)
        .containsExactly("rom", "local", "local-2");
  }

  @Test
  void aPulledModelIsAddedAndUsed() throws Exception {
    assertThat(table.offers()).extracting(CpuDriver.Offer::name).containsExactly("smollm2");

    table.pull("smollm2", Progress.NONE);

    assertThat(table.current()).isEqualTo("smollm2");
    assertThat(table.settings("smollm2").get("url", "")).isEqualTo("http://pulled");
  }

  @Test
  void anOpenCpuIsKept() {
    assertThat(table.open("rom")).isSameAs(table.open("rom"));
  }
}
