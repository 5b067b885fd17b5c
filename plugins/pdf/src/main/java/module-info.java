/** Reader of PDF files. */
module llmos.plugin.pdf {
  requires llmos.api;
  requires java.logging;
  requires org.apache.pdfbox;
  requires org.apache.pdfbox.io;

  provides llmos.api.Plugin with
      llmos.plugin.pdf.PdfPlugin;
}
