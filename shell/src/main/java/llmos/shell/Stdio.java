package llmos.shell;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.out.Sink;

/** The three standard streams, always UTF-8. Nothing else of the shell touches them. */
final class Stdio {
  private static final int COLUMNS = 80;

  private final InputStream in;
  private final Remembering written = new Remembering(FileDescriptor.out);
  private final PrintStream out = stream(written);
  private final PrintStream err = stream(new FileOutputStream(FileDescriptor.err));
  private final Map<String, String> environment;
  private final boolean dumb;
  private final boolean plain;
  private boolean closed;
  private boolean read;

  /** The streams, of which {@code in} is read; {@code plain} forbids colours. */
  Stdio(InputStream in, Map<String, String> environment, boolean plain) {
    this.in = in;
    this.environment = environment;
    String term = environment.getOrDefault("TERM", "");
    this.dumb = term.isEmpty() || term.equals("dumb");
    this.plain = plain || dumb || !environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  private static PrintStream stream(OutputStream to) {
    return new PrintStream(to, false, StandardCharsets.UTF_8);
  }

  /** Keeps why it could not be written, which a PrintStream does not tell. */
  private static final class Remembering extends FileOutputStream {
    private String trouble = "";

    Remembering(FileDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        super.write(bytes, from, length);
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
        throw e;
      }
    }
  }

  /** Whether a person is at stream 0, 1 or 2; the launcher tells in {@code llmos.tty}, such as {@code 02}. */
  boolean terminal(int stream) {
    String told = System.getProperty("llmos.tty");
    if (told != null) {
      return told.indexOf('0' + stream) >= 0;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }

  Sink out() {
    boolean terminal = terminal(1);
    return new Sink(this::print, terminal, terminal && !plain, this::columns, terminal && !dumb);
  }

  Sink err() {
    boolean terminal = terminal(2);
    return new Sink(err::print, terminal, terminal && !plain, this::columns, terminal && !dumb);
  }

  private int columns() {
    String told = environment.getOrDefault("COLUMNS", System.getProperty("llmos.columns", ""));
    return told.matches("[0-9]{1,4}") ? Math.max(20, Integer.parseInt(told)) : COLUMNS;
  }

  private void print(String text) {
    out.print(text);
    if (out.checkError()) {
      if (written.trouble.contains("space")) {
        throw new FaultException(
            Errno.NO_SPACE,
            "standard output cannot be written: " + written.trouble,
            "the answer is kept: log shows it");
      }
      closed = true;
      throw new FaultException(Errno.CLOSED_PIPE, "the reader of standard output is gone", "");
    }
  }

  /** Whether the reader of standard output is gone. */
  boolean closed() {
    return closed;
  }

  /** Standard input, a record a line. Reads only when it is asked. */
  Flow lines() {
    read = true;
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    Label label = Label.untrusted("stdin");
    return () -> {
      try {
        return Optional.ofNullable(reader.readLine())
            .map(line -> Item.of(Map.of("text", line), label));
      } catch (IOException e) {
        throw new FaultException(
            new Fault(Errno.NO_FILE, "standard input cannot be read: " + e.getMessage(), ""), e);
      }
    };
  }

  /** All of standard input, which has to be UTF-8. */
  String all() {
    read = true;
    try {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new FaultException(
          new Fault(
              Errno.NO_FILE, "standard input is not UTF-8 text, so it is no program", "llmos -"),
          e);
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NO_FILE, "standard input cannot be read: " + e.getMessage(), ""), e);
    }
  }

  /** One line of a person's answer, after what was typed too early is thrown away. */
  Optional<String> answer() {
    try {
      in.skipNBytes(in.available());
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          return Optional.empty();
        }
        line.append((char) c);
      }
      return Optional.of(line.toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether bytes wait on standard input that nothing has named. Never blocks. */
  boolean unread() {
    try {
      return !read && !terminal(0) && in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the process. */
  void exit(int code) {
    out.flush();
    err.flush();
    System.exit(code);
  }
}
