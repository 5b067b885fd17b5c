/** Reader of web pages. */
module llmos.plugin.html {
  requires llmos.api;
  requires org.jsoup;

  provides llmos.api.Plugin with
      llmos.plugin.html.HtmlPlugin;
}
