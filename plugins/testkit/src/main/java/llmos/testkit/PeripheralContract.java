package llmos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llmos.api.CallContext;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.api.Reply;
import llmos.api.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every peripheral of a plugin must keep. Extend it and say which plugin. */
public abstract class PeripheralContract {
  private static final List<String> GARBAGE = List.of(
      "",
      " ",
      "\0",
      "../../../nowhere",
      "99999999999999999999",
      "-1",
      "ü".repeat(3000),
      "((((",
      "'\"$;|&");

  /** A folder for calls to work in. */
  @TempDir
  protected Path workspace = Path.of("");

  /** For subclasses. */
  protected PeripheralContract() {}

  /** The plugin under test, new each time. */
  protected abstract Plugin plugin();

  private CallContext context() {
    return new CallContext(workspace, new FakeClock(), Duration.ofSeconds(5));
  }

  @Test
  void hasLowerCaseNamesThatAreUnique() {
    Set<String> names = new HashSet<>();
    for (Peripheral device : plugin().peripherals()) {
      assertThat(device.name()).matches("[a-z][a-z0-9-]*");
      assertThat(names.add(device.name())).as("%s is unique", device.name()).isTrue();
      Set<String> operations = new HashSet<>();
      for (Operation op : device.operations()) {
        assertThat(op.name()).matches("[a-z][a-z0-9-]*");
        assertThat(operations.add(op.name())).as("%s is unique", op.name()).isTrue();
        op.params().forEach(p -> assertThat(p.name()).matches("[a-z][a-z0-9-]*"));
      }
    }
    assertThat(names).isNotEmpty();
  }

  @Test
  void saysWhatItDoesInOneShortLine() {
    for (Peripheral device : plugin().peripherals()) {
      assertThat(device.summary()).isNotBlank().doesNotContain("\n").hasSizeLessThan(60);
      for (Operation op : device.operations()) {
        assertThat(op.help()).isNotBlank().doesNotContain("\n");
        assertThat(op.examples()).as("examples of %s", op.name()).isNotEmpty();
        op.params().forEach(p -> assertThat(p.help()).isNotBlank());
      }
    }
  }

  @Test
  void hasExamplesThatBind() {
    for (Peripheral device : plugin().peripherals()) {
      for (Operation op : device.operations()) {
        for (String example : op.examples()) {
          List<String> words = Words.split(example);
          assertThat(words).startsWith(device.name(), op.name());
          assertThat(bind(op, words.subList(2, words.size())).keySet())
              .containsExactlyElementsOf(op.params().stream().map(Param::name).toList());
        }
      }
    }
  }

  @Test
  void hasDefaultsOfTheirOwnType() {
    for (Peripheral device : plugin().peripherals()) {
      for (Operation op : device.operations()) {
        op.params()
            .forEach(p -> p.def().ifPresent(text -> assertThat(value(p, text)).isNotNull()));
      }
    }
  }

  @Test
  void answersGarbageWithAReply() throws InterruptedException, IOException {
    for (Peripheral device : plugin().peripherals()) {
      for (Operation op : device.operations()) {
        for (String garbage : GARBAGE) {
          Map<String, Object> args = new LinkedHashMap<>();
          op.params().forEach(p -> args.put(p.name(), garbage(p, garbage)));
          Reply reply = device.call(op.name(), args, context());
          assertThat(reply).as("%s %s %s", device.name(), op.name(), garbage).isNotNull();
          if (reply instanceof Reply.Failed failed) {
            assertThat(failed.fault().message()).isNotBlank();
          }
        }
      }
    }
    assertThat(Files.exists(workspace)).isTrue();
  }

  @Test
  @Timeout(20)
  void comesBackSoonWhenItIsInterrupted() throws InterruptedException {
    for (Peripheral device : plugin().peripherals()) {
      for (Operation op : device.operations()) {
        List<String> words = Words.split(op.examples().getFirst());
        Map<String, Object> args = bind(op, words.subList(2, words.size()));
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
          Thread.currentThread().interrupt();
          try {
            device.call(op.name(), args, context());
          } catch (InterruptedException e) {
            return; // as it should where it blocks
          }
        });
        assertThat(thread.join(Duration.ofSeconds(5))).as("%s stops", op.name()).isTrue();
      }
    }
  }

  /** Binds as the shell does: flags by name, other words in order. */
  private Map<String, Object> bind(Operation op, List<String> words) {
    Map<String, String> given = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith("--")) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
        given.put(name, equals < 0 ? "true" : word.substring(equals + 1));
        assertThat(op.params()).anyMatch(p -> p.name().equals(name));
      } else {
        left.add(word);
      }
    }
    Map<String, Object> args = new LinkedHashMap<>();
    for (Param p : op.params()) {
      String text = given.get(p.name());
      if (text == null && !left.isEmpty()) {
        text = p.rest() ? String.join(" ", left) : left.removeFirst();
        if (p.rest()) {
          left.clear();
        }
      }
      if (text == null) {
        text = p.def().orElseThrow(() -> new AssertionError(p.name() + " is missing in " + words));
      }
      args.put(p.name(), value(p, text));
    }
    assertThat(left).as("words that bind to nothing in %s", words).isEmpty();
    return args;
  }

  private Object value(Param p, String text) {
    return switch (p.type()) {
      case TEXT -> text;
      case INTEGER -> Long.parseLong(text);
      case NUMBER -> Double.parseDouble(text);
      case BOOLEAN -> Boolean.parseBoolean(text);
      case PATH -> workspace.resolve(text).normalize();
      case URL -> URI.create(text);
    };
  }

  private Object garbage(Param p, String text) {
    return switch (p.type()) {
      case TEXT -> text;
      case INTEGER -> text.length() % 2 == 0 ? Long.MIN_VALUE : 0L;
      case NUMBER -> -0.0;
      case BOOLEAN -> text.isEmpty();
      case PATH -> workspace.resolve("no" + text.replaceAll("[^a-z]", "")).resolve("x");
      case URL -> URI.create(text.isEmpty() ? "file:///etc/passwd" : "http://127.0.0.1:1/x");
    };
  }
}
