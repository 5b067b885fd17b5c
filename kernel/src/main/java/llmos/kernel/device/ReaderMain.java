package llmos.kernel.device;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import llmos.api.DocumentReader;
import llmos.api.FaultException;

/**
 * The process that reads documents for the machine: {@link DocumentFrames} on standard input and output. It ends when its
 * input does, also while a reader is busy, so it never outlives the machine.
 */
public final class ReaderMain {
  private final Map<List<Path>, List<DocumentReader>> known = new HashMap<>();
  private final DataOutputStream out;

  private ReaderMain(DataOutputStream out) {
    this.out = out;
  }

  /** Takes no arguments. */
  public static void main(String[] args) {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    // What a library prints must not get between the frames.
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(nowhere);
    System.setErr(nowhere);
    LinkedBlockingQueue<DocumentFrames.Asked> queue = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("reader").start(() -> new ReaderMain(out).answer(queue));
    try {
      DocumentFrames.greet(out);
      while (true) {
        queue.add(DocumentFrames.asked(in));
      }
    } catch (IOException e) {
      // The machine has closed it, or is gone.
      Runtime.getRuntime().halt(0);
    }
  }

  private void answer(LinkedBlockingQueue<DocumentFrames.Asked> queue) {
    try {
      while (true) {
        answer(queue.take());
      }
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private void answer(DocumentFrames.Asked asked) throws IOException {
    try {
      DocumentReader reader = readers(asked.jars()).get(asked.reader());
      DocumentFrames.answer(out, reader.read(asked.fileName(), asked.bytes().array()));
    } catch (DocumentFrames.Unread e) {
      throw e;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      // Whatever a reader throws ends its file and no other. A full heap ends this process.
      DocumentFrames.fail(out, reason(e));
    }
  }

  private List<DocumentReader> readers(List<Path> jars) throws IOException {
    List<DocumentReader> readers = known.get(jars);
    if (readers == null) {
      URL[] urls = PluginLoader.urls(jars).toArray(URL[]::new);
      readers = PluginLoader.plugins(new URLClassLoader(urls, new ApiLoader())).stream()
          .flatMap(plugin -> plugin.readers().stream())
          .toList();
      known.put(jars, readers);
    }
    return readers;
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    boolean plain = e instanceof IOException || e instanceof FaultException;
    if (plain && message != null) {
      return message;
    }
    String name = e.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
