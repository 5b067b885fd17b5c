package llmos.shell.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Engine;
import llmos.api.EvictionPolicy;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import org.junit.jupiter.api.Test;

/** Rules for every class of ours, in all modules. */
class RulesTest {
  /** Classes that may talk to the process's own streams and end it. */
  private static final Set<String> EDGES = Set.of("llmos.shell.Main", "llmos.shell.Stdio");

  @Test
  void theImportIsNotEmpty() {
    assertThat(Project.CLASSES.size()).as("classes that the rules look at").isGreaterThan(250);
    for (String plugin : Project.modules().stream().filter(Project::isUsual).toList()) {
      String name = plugin.substring(plugin.lastIndexOf('/') + 1);
      assertThat(Project.CLASSES.stream().map(JavaClass::getPackageName))
          .as("packages, for the module " + plugin)
          .anyMatch(p -> p.matches("llmos(\\.plugin)?\\." + name + "(\\..*)?"));
    }
  }

  @Test
  void theApiUsesOnlyTheJdk() {
    check(noClasses()
        .that()
        .resideInAPackage("llmos.api")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("llmos.api", "java..", "org.jspecify..")
        .because("a plugin that names the API must not inherit a library from it"));
  }

  @Test
  void pluginsSeeOnlyTheApi() {
    check(noClasses()
        .that()
        .resideOutsideOfPackages("llmos.kernel..", "llmos.shell..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("llmos.kernel..", "llmos.shell..")
        .because("a plugin's loader shows it llmos.api and nothing else of ours"));
  }

  @Test
  void theShellCallsTheKernelOnlyByItsFace() {
    check(noClasses()
        .that()
        .resideInAPackage("llmos.shell..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("llmos..")
            .and(describe(
                "are neither shell, llmos.kernel nor llmos.api",
                c -> !c.getPackageName().matches("llmos\\.(shell.*|kernel|api)"))))
        .because("what is below llmos.kernel may change without the shell knowing"));
  }

  @Test
  void jlineIsUsedOnlyByTheTerminal() {
    check(noClasses()
        .that()
        .resideOutsideOfPackage("llmos.shell.term..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jline..")
        .because("without a terminal it is never loaded: its detection costs half a second"));
  }

  @Test
  void serversAreCalledOnlyByPlugins() {
    check(noClasses()
        .that()
        .resideInAnyPackage("llmos.kernel..", "llmos.shell..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..")
        .because("the machine works without a network; what needs one is a plugin"));
  }

  @Test
  void programsAreStartedInFewPlaces() {
    check(noClasses()
        .that(describe(
            "are not among those that start programs",
            c -> !c.getPackageName().startsWith("llmos.kernel.device")
                && !c.getPackageName().matches("llmos\\.(plugin\\.)?(gguf|testkit).*")
                && !outermost(c).matches("llmos\\.shell\\.(\\w+\\.)?HostShell")))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .because("a program started elsewhere escapes the guard and the timeouts"));
  }

  @Test
  void onlyTheEdgeTouchesTheProcessItself() {
    check(noClasses()
        .that(outside(EDGES))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .because("streams and the end of the process belong to one place; dmesg is the only log"));
  }

  @Test
  void clocksAndDiceComeInByConstructor() {
    check(noClasses()
        .that(outside(EDGES))
        .should()
        .accessTargetWhere(describe("reads a hidden clock or dice", RulesTest::hiddenInput))
        .because("the same journal gives the same prompt bytes; tests bring their own time"));
  }

  @Test
  void nobodySleeps() {
    check(noClasses()
        .should()
        .accessTargetWhere(describe(
            "sleeps",
            a -> a.getTarget().getName().equals("sleep")
                && a.getTargetOwner().isAssignableTo(Thread.class)))
        .because("wait for what you wait for: a lock, a queue, a future with a timeout"));
  }

  @Test
  void nobodyThrowsABareException() {
    check(noClasses()
        .should()
        .accessTargetWhere(describe(
            "makes a RuntimeException, Exception or Error",
            a -> a.getTarget().getName().equals("<init>")
                && Set.of("RuntimeException", "Exception", "Error", "Throwable")
                    .contains(a.getTargetOwner().getSimpleName())
                && a.getTargetOwner().getPackageName().equals("java.lang")
                && !a.getOriginOwner().isAssignableTo(Throwable.class)))
        .because("errors are of three kinds: a fault, an illegal argument, a kernel panic"));
  }

  @Test
  void staticsDoNotChange() {
    check(noFields()
        .that()
        .areStatic()
        .and()
        .areNotFinal()
        .should()
        .bePublic()
        .orShould()
        .notBePublic()
        .because("state has one named owner")
        .allowEmptyShould(true));
    check(noFields()
        .that()
        .areStatic()
        .should()
        .haveRawType(describe("a box that changes", RulesTest::changes))
        .because("a final field with a list that grows is a mutable static all the same")
        .allowEmptyShould(true));
  }

  @Test
  void whatIsPluggedInIsFinal() {
    Set<Class<?>> kinds = Set.of(
        EvictionPolicy.class,
        Peripheral.class,
        Plugin.class,
        Cpu.class,
        CpuDriver.class,
        DocumentReader.class,
        Embedder.class,
        Engine.class);
    check(classes()
        .that(describe(
            "are policies, peripherals, CPUs, readers, embedders, engines or plugins",
            c -> !c.isInterface()
                && !c.isAnonymousClass()
                && !c.getModifiers().contains(JavaModifier.ABSTRACT)
                && kinds.stream().anyMatch(c::isAssignableTo)))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .because("one idea, one file: a variant is another class, not a subclass"));
  }

  private static boolean hiddenInput(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    boolean noArguments = access.getTarget().getFullName().endsWith("()");
    return (owner.getPackageName().equals("java.time") && name.equals("now") && noArguments)
        || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
        || (owner.isEquivalentTo(Math.class) && name.equals("random"))
        || (owner.isEquivalentTo(ThreadLocalRandom.class) && name.equals("current"))
        || (owner.isEquivalentTo(RandomGenerator.class) && name.equals("getDefault"))
        || (noArguments
            && name.equals("<init>")
            && (owner.isEquivalentTo(Random.class)
                || owner.isEquivalentTo(SplittableRandom.class)));
  }

  private static boolean changes(JavaClass type) {
    return type.getPackageName().startsWith("java.util.concurrent.atomic")
        || (type.getPackageName().startsWith("java.util")
            && type.getSimpleName()
                .matches(
                    "(Concurrent|Linked|Tree|Array|Hash|Weak|Identity).*(Map|Set|List|Deque|Queue)"));
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> outside(
      Set<String> names) {
    return describe("are outside of " + names, c -> !names.contains(outermost(c)));
  }

  private static String outermost(JavaClass c) {
    int nested = c.getName().indexOf('$');
    return nested < 0 ? c.getName() : c.getName().substring(0, nested);
  }

  private static void check(ArchRule rule) {
    rule.check(Project.CLASSES);
  }
}
