/** Contract tests and scripted fakes for authors of plugins. */
module llmos.testkit {
  requires transitive llmos.api;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;

  exports llmos.testkit;
}
