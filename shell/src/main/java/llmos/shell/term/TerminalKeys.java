package llmos.shell.term;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.shell.out.Keys;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;

/** The keyboard of a terminal on which no line is edited: keys come as they are pressed, without Enter. */
public final class TerminalKeys implements Keys {
  private static final int CTRL_C = 3;
  private static final int CTRL_D = 4;
  private static final long SLICE_MILLIS = 50;
  private static final int COLUMNS = 80;
  private static final int ROWS = 24;

  private final Terminal terminal;
  private final Attributes before;

  /** The library tells of a terminal that it does not know by a stack trace, and goes on well without knowing it. */
  private static final Logger NOISE = Logger.getLogger("org.jline");

  private TerminalKeys(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
  }

  /** Opens the terminal that the process runs on. */
  public static Keys open() {
    try {
      return new TerminalKeys(system().nativeSignals(false).build());
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.FAILED, "the terminal cannot be used: " + e.getMessage(), "top --once"),
          e);
    }
  }

  /** How the terminal that the process runs on is opened. */
  static TerminalBuilder system() {
    NOISE.setLevel(Level.OFF);
    // What the library itself knows of the usual terminals; else it runs a program to ask.
    String known = InfoCmp.getDefaultInfoCmp(Objects.requireNonNullElse(System.getenv("TERM"), ""));
    if (known != null) {
      InfoCmp.setLoadedInfoCmp(System.getenv("TERM"), known);
    }
    return TerminalBuilder.builder().system(true).provider("jni").dumb(true);
  }

  /** A terminal whose keys come from a stream, and of which nobody sees what is drawn. */
  static Terminal unseen(InputStream keys, OutputStream screen) throws IOException {
    Attributes enterStaysEnter = new Attributes();
    return TerminalBuilder.builder()
        .system(false)
        .provider("jni")
        .streams(keys, screen)
        .type("xterm-256color")
        .attributes(enterStaysEnter)
        .size(new Size(COLUMNS, ROWS))
        .build();
  }

  @Override
  public boolean ended(Duration wait) throws InterruptedException {
    return ended(terminal, wait);
  }

  /** Waits for a key in short pieces, since a read does not end at an interrupt. */
  static boolean ended(Terminal terminal, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    NonBlockingReader reader = terminal.reader();
    while (System.nanoTime() < end) {
      int key = key(reader);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (key == 'q'
          || key == 'Q'
          || key == CTRL_C
          || key == CTRL_D
          || key == NonBlockingReader.EOF) {
        return true;
      }
    }
    return false;
  }

  private static int key(NonBlockingReader reader) {
    try {
      return reader.read(SLICE_MILLIS);
    } catch (IOException e) {
      return NonBlockingReader.EOF; // the terminal is gone
    }
  }

  @Override
  public int columns() {
    return columns(terminal);
  }

  static int columns(Terminal terminal) {
    return terminal.getWidth() > 0 ? terminal.getWidth() : COLUMNS;
  }

  @Override
  public int rows() {
    return rows(terminal);
  }

  static int rows(Terminal terminal) {
    return terminal.getHeight() > 0 ? terminal.getHeight() : ROWS;
  }

  @Override
  public void release() {
    try {
      terminal.setAttributes(before);
      terminal.close();
    } catch (IOException e) {
      return; // it is gone, and with it what was to be given back
    }
  }
}
