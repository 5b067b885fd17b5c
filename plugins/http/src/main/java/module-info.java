/** The device {@code http}: fetches text over the network. */
module llmos.plugin.http {
  requires llmos.api;
  requires java.net.http;

  exports llmos.plugin.http to
      llmos.api;

  provides llmos.api.Plugin with
      llmos.plugin.http.HttpPlugin;
}
