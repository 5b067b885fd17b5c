package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Cpu;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Progress;
import llmos.api.Prompt;
import llmos.api.Trap;
import llmos.api.Usage;
import llmos.kernel.TestMachine.TestConsole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * The nested key-value task (Packer et al., "MemGPT", 2023): 140 pairs, some of whose values are keys again, up to five
 * levels, in a window that holds a quarter of them. The CPU remembers nothing: it sees the prompt, and asks for what is not in it.
 */
class NestedKeysTest {
  private static final int PAIRS = 140;
  private static final int LEVELS = 5;

  @TempDir(factory = InMemory.class)
  private Path folder;

  private final TestConsole nobody = new TestConsole(Optional.empty());
  private final Map<String, String> pairs = new LinkedHashMap<>();
  private final String data = data();

  /** A folder in memory where there is one: thousands of commits take no time there. */
  private static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
        throws IOException {
      Path shm = Path.of("/dev/shm");
      return Files.isWritable(shm)
          ? Files.createTempDirectory(shm, "llmos-test")
          : Files.createTempDirectory("llmos-test");
    }
  }

  /** Chains of one to five pairs, in mixed order. */
  private String data() {
    Random dice = new Random(7);
    Map<String, String> chained = new LinkedHashMap<>();
    for (int length = 1; chained.size() < PAIRS; length = length % LEVELS + 1) {
      String key = id(dice);
      for (int i = 0; i < length && chained.size() < PAIRS; i++) {
        String value = id(dice);
        chained.put(key, value);
        key = value;
      }
    }
    List<String> keys = new ArrayList<>(chained.keySet());
    Collections.shuffle(keys, dice);
    keys.forEach(key -> pairs.put(key, chained.get(key)));
    return pairs.entrySet().stream()
        .map(pair -> "\"%s\": \"%s\"".formatted(pair.getKey(), pair.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String id(Random dice) {
    return new UUID(dice.nextLong(), dice.nextLong()).toString();
  }

  private String end(String key) {
    String at = key;
    while (pairs.containsKey(at)) {
      at = pairs.get(at);
    }
    return at;
  }

  private static int quarter(String data) {
    return Follower.tokens(data) / 4;
  }

  @Test
  void followsEveryKeyThroughDocuments() throws Exception {
    Path docs = Files.createDirectories(folder.resolve("docs"));
    int number = 0;
    for (String pair : data.split("\n", -1)) {
      Files.writeString(docs.resolve("pair%d.md".formatted(number++)), pair);
    }
    Follower cpu = new Follower(quarter(data));
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.mount(docs, Optional.empty(), false, false, Progress.NONE);
      Map<String, String> wrong = new LinkedHashMap<>();
      for (String key : pairs.keySet()) {
        kernel.newSession("");
        cpu.ask(key, "");
        Answer answer = kernel.ask(Ask.typed("Follow the key " + key + "."), nobody);
        if (!answer.text().equals(end(key))) {
          wrong.put(key, answer.text() + answer.fault());
        }
      }
      assertThat(wrong).as("keys and the wrong ends they led to").isEmpty();
    }
    assertThat(cpu.largest).as("tokens of the largest prompt").isLessThan(quarter(data));
  }

  @Test
  void followsEveryKeyThroughOneLargeTurn() throws Exception {
    Follower cpu = new Follower(quarter(data));
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.ask(Ask.typed("These are keys and their values:\n" + data), nobody);

      assertThat(wrongEnds(kernel, cpu))
          .as("keys and the wrong ends they led to")
          .isEmpty();
    }
    assertThat(cpu.largest).as("tokens of the largest prompt").isLessThan(quarter(data));
  }

  @Test
  void followsEveryKeyThroughOneLargeResultOfADevice() throws Exception {
    Files.writeString(folder.resolve("pairs.txt"), data);
    Follower cpu = new Follower(quarter(data));
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      cpu.call("note read pairs.txt");
      kernel.ask(Ask.typed("Read the pairs."), nobody);

      assertThat(wrongEnds(kernel, cpu))
          .as("keys and the wrong ends they led to")
          .isEmpty();
    }
    assertThat(cpu.largest).as("tokens of the largest prompt").isLessThan(quarter(data));
  }

  /** Each key is asked for in a turn of its own of the same conversation. */
  private Map<String, String> wrongEnds(Kernel kernel, Follower cpu) throws InterruptedException {
    Map<String, String> wrong = new LinkedHashMap<>();
    for (String key : pairs.keySet()) {
      cpu.ask(key, "--in past");
      Answer answer = kernel.ask(Ask.typed("Follow the key " + key + "."), nobody);
      if (!answer.text().equals(end(key))) {
        wrong.put(key, answer.text() + answer.fault());
      }
    }
    return wrong;
  }

  /**
   * Follows a key as far as the prompt goes, searches for what stops it, reads what a search names and has no room for, and
   * ends where that brings nothing new.
   */
  private static final class Follower implements Cpu {
    private static final Pattern HANDLE = Pattern.compile("; ((?:recall|read) \\S+) alone");

    private final int window;
    private final Deque<String> lines = new ArrayDeque<>(); // to be called next
    private String where = "";
    private String key = "";
    private boolean searched; // for this key
    private int calls;
    private int largest;

    Follower(int window) {
      this.window = window;
    }

    static int tokens(String text) {
      return (text.length() + 2) / 3;
    }

    void ask(String asked, String place) {
      where = place;
      follow(asked);
    }

    /** Makes this call before anything else. */
    void call(String line) {
      lines.add(line);
    }

    private void follow(String next) {
      key = next;
      searched = false;
      lines.clear();
    }

    @Override
    public Burst run(Prompt prompt, BurstSink sink) {
      List<String> texts = prompt.pages().stream().map(Page::text).toList();
      String all = String.join("\n", texts);
      largest = Math.max(largest, texts.stream().mapToInt(Follower::tokens).sum());
      for (String next = value(all, key); !next.isEmpty(); next = value(all, key)) {
        follow(next);
      }
      Page last = prompt.pages().getLast();
      if (!key.isEmpty() && !searched) {
        searched = true;
        lines.add("search " + key + " " + where);
      } else if (last.kind() == PageKind.RESULT) {
        HANDLE.matcher(last.text()).results().forEach(handle -> lines.add(handle.group(1)));
      }
      if (lines.isEmpty()) {
        return said(key.isEmpty() ? "I see." : key, sink);
      }
      calls++;
      String line = "{\"line\":\"" + lines.remove() + "\"}";
      return Burst.traps("", List.of(new Trap("call-" + calls, "run", line)), Usage.NONE);
    }

    private static Burst said(String text, BurstSink sink) {
      sink.text(text);
      return Burst.end(text, Usage.NONE);
    }

    private static String value(String text, String key) {
      Matcher pair = Pattern.compile("\"" + key + "\":\\s*\"([0-9a-f-]{36})\"").matcher(text);
      return !key.isEmpty() && pair.find() ? pair.group(1) : "";
    }

    @Override
    public int window() {
      return window;
    }

    @Override
    public int count(String text) {
      return tokens(text);
    }
  }
}
