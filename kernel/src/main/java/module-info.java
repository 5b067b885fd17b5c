/** The kernel. The shell calls {@code llmos.kernel} and nothing below it. */
module llmos.kernel {
  requires transitive llmos.api;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.databind;
  requires org.apache.lucene.core;
  requires org.apache.lucene.analysis.common;
  requires org.apache.lucene.queries;
  requires java.compiler;

  uses llmos.api.Plugin;

  exports llmos.kernel;
}
