package llmos.plugin.gguf;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import de.kherud.llama.args.LogFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import llmos.api.Errno;
import llmos.api.FaultException;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp with one model, loaded at first use. Its lock is this; {@link #generate} is called by one thread at a time.
 *
 * <p>The native library is unpacked once into the cache folder. The binding's own way would leave a copy in the temporary
 * folder, and would first delete every file there whose name starts with "llama".
 */
final class Engine implements AutoCloseable {
  private static final String VERSION = "4.2.0";

  private final Path file;
  private final Path cache;
  private final int window;
  private final int threads;
  private final float temperature;
  private @Nullable LlamaModel model;

  Engine(Path file, Path cache, int window, int threads, float temperature) {
    this.file = file;
    this.cache = cache;
    this.window = window;
    this.threads = threads;
    this.temperature = temperature;
  }

  int window() {
    return window;
  }

  private synchronized LlamaModel model() {
    LlamaModel loaded = model;
    if (loaded == null) {
      loaded = load();
      model = loaded;
    }
    return loaded;
  }

  private LlamaModel load() {
    try {
      unpack();
      LlamaModel.setLogger(LogFormat.TEXT, (level, message) -> {});
      ModelParameters parameters = new ModelParameters()
          .setModel(file.toString())
          .setCtxSize(window)
          .setThreads(threads)
          .setThreadsBatch(threads)
          .disableContextShift()
          .disableLog();
      return new LlamaModel(parameters);
    } catch (IOException
        | UnsatisfiedLinkError
        | ExceptionInInitializerError
        | NoClassDefFoundError e) {
      throw new FaultException(
          Errno.CPU_FAILED,
          "llama.cpp cannot run on this machine: " + e.getMessage(),
          "cpu use rom");
    } catch (RuntimeException e) {
      throw new FaultException(
          Errno.CPU_FAILED,
          "llama.cpp cannot load %s: %s".formatted(file, e.getMessage()),
          "cpu pull smollm2");
    }
  }

  private void unpack() throws IOException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String os = system.startsWith("win") ? "Windows" : system.startsWith("mac") ? "Mac" : "Linux";
    String arch = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x86_64";
    String name = System.mapLibraryName("jllama");
    Path folder = cache.resolve("llama-" + VERSION + "-" + os + "-" + arch).toAbsolutePath();
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path library = folder.resolve(name);
    if (!Files.exists(library)) {
      String resource = "/de/kherud/llama/%s/%s/%s".formatted(os, arch, name);
      try (InputStream in =
          LlamaModel.class.getClassLoader().getResourceAsStream(resource.substring(1))) {
        if (in == null) {
          throw new IOException("no build of it for " + os + " on " + arch);
        }
        Path part = Files.createTempFile(temporary, "unpack", ".part");
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(
            part, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    System.setProperty("de.kherud.llama.lib.path", folder.toString());
    System.setProperty("de.kherud.llama.tmpdir", temporary.toString());
  }

  /** The number of tokens of a text, control tokens included. */
  int tokens(String text) {
    return model().encode(text).length;
  }

  /** The model's own chat template with these messages; each content must be plain ASCII, which is all that the binding gets right. */
  String template(String system, List<Chat.Message> messages) {
    List<Pair<String, String>> pairs =
        messages.stream().map(m -> new Pair<>(m.role(), m.text())).toList();
    return model().applyTemplate(new InferenceParameters("").setMessages(system, pairs));
  }

  /**
   * Generates until the model ends, the limit is reached or the taker has enough.
   *
   * @param taker gets each piece, valid UTF-8; false stops
   * @return pieces made
   */
  int generate(String prompt, int most, Predicate<String> taker) {
    InferenceParameters parameters = new InferenceParameters(prompt)
        .setNPredict(most)
        .setTemperature(temperature)
        .setSeed(1)
        .setCachePrompt(true)
        .setStopStrings("<|im_end|>", "<|im_start|>", "<|endoftext|>");
    LlamaIterator pieces = model().generate(parameters).iterator();
    int made = 0;
    while (pieces.hasNext()) {
      String piece = pieces.next().text;
      made += pieces.hasNext() ? 1 : 0;
      if (!taker.test(piece)) {
        if (pieces.hasNext()) {
          pieces.cancel();
        }
        return made;
      }
    }
    return made;
  }

  @Override
  public synchronized void close() {
    LlamaModel loaded = model;
    model = null;
    if (loaded != null) {
      loaded.close();
    }
  }
}
