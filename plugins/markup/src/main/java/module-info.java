/** What the readers of marked-up formats share. No plugin of its own: each of them carries it. */
module llmos.plugin.markup {
  requires transitive llmos.api;
  requires transitive org.jsoup;

  exports llmos.plugin.markup;
}
