package llmos.shell.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import llmos.api.Cpu;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Engine;
import llmos.api.EvictionPolicy;
import llmos.api.Peripheral;
import org.junit.jupiter.api.Test;

/** What can be plugged in is held to the contract tests of the test kit. */
class ContractsTest {
  private static final Map<Class<?>, String> CONTRACTS = Map.of(
      Cpu.class, "CpuContract",
      DocumentReader.class, "DocumentReaderContract",
      Embedder.class, "EmbedderContract",
      Engine.class, "EngineContract",
      EvictionPolicy.class, "EvictionPolicyContract",
      Peripheral.class, "PeripheralContract");

  @Test
  void everyPluggableClassHasATestThatExtendsItsContract() {
    List<String> tests = Project.modules().stream()
        .flatMap(module -> Project.sources(module + "/src/test/java").stream())
        .map(Project::read)
        .toList();

    List<String> without = Project.CLASSES.stream()
        .filter(c -> !c.isInterface() && !c.isAnonymousClass() && !c.isNestedClass())
        .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(c -> !c.getPackageName().matches("llmos\\.(api|testkit).*"))
        .filter(c -> contract(c).isPresent())
        .filter(c -> tests.stream().noneMatch(test -> holds(test, c)))
        .map(c -> c.getName() + " needs a test that extends " + contract(c).orElseThrow())
        .sorted()
        .toList();

    assertThat(without).isEmpty();
  }

  @Test
  void contractsAreInTheTestKit() {
    List<String> kit = Project.sources("plugins/testkit/src/main/java").stream()
        .map(Path::getFileName)
        .map(name -> name.toString().replace(".java", ""))
        .toList();

    assertThat(kit).containsAll(CONTRACTS.values());
  }

  private static java.util.Optional<String> contract(JavaClass c) {
    return CONTRACTS.entrySet().stream()
        .filter(entry -> c.isAssignableTo(entry.getKey()))
        .map(Map.Entry::getValue)
        .findAny();
  }

  private static boolean holds(String test, JavaClass c) {
    return test.contains("extends " + contract(c).orElseThrow())
        && Pattern.compile("\\b" + Pattern.quote(c.getSimpleName()) + "\\b")
            .matcher(test)
            .find();
  }
}
