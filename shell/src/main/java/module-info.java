/** The shell: reads a line, runs it, draws the result. {@code llmos.shell.Embedded} runs lines for another program. */
module llmos.shell {
  requires transitive llmos.kernel;
  requires info.picocli;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.tables;
  requires java.logging;
  requires org.jline;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.csv;

  exports llmos.shell;
}
