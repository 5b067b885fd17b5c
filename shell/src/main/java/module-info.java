/** The shell: reads a line, runs it, draws the result. */
module llmos.shell {
  requires llmos.kernel;
  requires info.picocli;
  requires java.logging;
  requires org.jline;
}
