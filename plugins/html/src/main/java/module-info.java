/** Reader of web pages. */
module llmos.plugin.html {
  requires llmos.api;
  requires llmos.plugin.markup;

  provides llmos.api.Plugin with
      llmos.plugin.html.HtmlPlugin;
}
