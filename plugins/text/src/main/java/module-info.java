/** Readers of plain text, light markup, tables, JSON, manual pages and source code. */
module llmos.plugin.text {
  requires llmos.api;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.tables;

  provides llmos.api.Plugin with
      llmos.plugin.text.TextPlugin;
}
