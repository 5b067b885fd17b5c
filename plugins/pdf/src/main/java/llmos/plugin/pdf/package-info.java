/** Reader of PDF files, by PDFBox, which is loaded with the first file that is read. */
@NullMarked
package llmos.plugin.pdf;

import org.jspecify.annotations.NullMarked;
