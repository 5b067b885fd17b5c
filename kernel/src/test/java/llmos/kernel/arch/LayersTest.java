package llmos.kernel.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The kernel's layers: a package may use only packages below it. */
class LayersTest {
  private static final JavaClasses KERNEL = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("llmos.kernel", "llmos.api");

  @Test
  void theImportIsNotEmpty() {
    assertThat(KERNEL.size()).as("classes that the rules look at").isGreaterThan(100);
  }

  @Test
  void aLayerUsesOnlyTheLayersBelowIt() {
    String peers = "they are peers that do not know one another: proc and syscall join them";
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("llmos..")
        .withOptionalLayers(true)
        .layer("api")
        .definedBy("llmos.api")
        .layer("store")
        .definedBy("llmos.kernel.store")
        .layer("memory")
        .definedBy("llmos.kernel.memory..")
        .layer("disk")
        .definedBy("llmos.kernel.disk..")
        .layer("device")
        .definedBy("llmos.kernel.device..")
        .layer("cpu")
        .definedBy("llmos.kernel.cpu..")
        .layer("guard")
        .definedBy("llmos.kernel.guard..")
        .layer("grounding")
        .definedBy("llmos.kernel.grounding..")
        .layer("joints")
        .definedBy("llmos.kernel.syscall..", "llmos.kernel.proc..")
        .layer("bench")
        .definedBy("llmos.kernel.bench..")
        .layer("facade")
        .definedBy("llmos.kernel")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("store")
        .mayOnlyAccessLayers("api")
        .whereLayer("memory")
        .mayOnlyAccessLayers("api", "store")
        .whereLayer("disk")
        .mayOnlyAccessLayers("api", "store")
        .whereLayer("device")
        .mayOnlyAccessLayers("api", "store")
        .whereLayer("cpu")
        .mayOnlyAccessLayers("api", "store")
        .whereLayer("guard")
        .mayOnlyAccessLayers("api", "store")
        .whereLayer("grounding")
        .mayOnlyAccessLayers("api")
        .whereLayer("joints")
        .mayOnlyAccessLayers(
            "api", "store", "memory", "disk", "device", "cpu", "guard", "grounding")
        .whereLayer("bench")
        .mayOnlyAccessLayers("api", "store", "memory", "disk", "joints")
        .because("memory, disk, device, cpu and guard can be read alone; " + peers)
        .check(KERNEL);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .matching("llmos.kernel.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a package of a cycle cannot be understood without all the others of it")
        .check(KERNEL);
  }

  @Test
  void luceneIsUsedOnlyByTheDisk() {
    only(
        "org.apache.lucene..",
        "llmos.kernel.disk..",
        "the index is a cache behind Disk and can be exchanged");
  }

  @Test
  void sqlIsUsedOnlyByTheStore() {
    only(
        "java.sql..",
        "llmos.kernel.store..",
        "all SQL is in one package, so the state file has one reader");
    only(
        "org.sqlite..",
        "llmos.kernel.store..",
        "the engine of the state file is the store's affair");
  }

  @Test
  void theKernelKnowsNoTerminalAndNoNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jline..", "picocli..", "java.net.http..", "llmos.shell..")
        .because("the terminal belongs to the shell, and servers belong to plugins")
        .check(KERNEL);
  }

  @Test
  void programsAreStartedOnlyWhereDevicesAreRun() {
    noClasses()
        .that()
        .resideOutsideOfPackage("llmos.kernel.device..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class, Process.class)
        .orShould()
        .callMethodWhere(describe(
            "calls Runtime.exec", // and not, say, availableProcessors
            call -> call.getTargetOwner().isEquivalentTo(Runtime.class)
                && call.getName().equals("exec")))
        .because("a program that is started somewhere else escapes the guard and the timeouts")
        .check(KERNEL);
  }

  private static void only(String library, String user, String because) {
    noClasses()
        .that()
        .resideOutsideOfPackage(user)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because(because)
        .check(KERNEL);
  }
}
