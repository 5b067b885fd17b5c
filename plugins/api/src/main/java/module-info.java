/** The header files of llmos: every interface that a plugin may implement, and nothing else. */
module llmos.api {
  requires static transitive org.jspecify;

  exports llmos.api;
}
