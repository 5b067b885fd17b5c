/** Reader of Word, PowerPoint, Excel and OpenDocument files and of EPUB books. */
module llmos.plugin.office {
  requires llmos.api;
  requires llmos.plugin.markup;

  provides llmos.api.Plugin with
      llmos.plugin.office.OfficePlugin;
}
