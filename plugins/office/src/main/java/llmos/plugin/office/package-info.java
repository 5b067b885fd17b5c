/**
 * Reader of documents that are zip archives of XML. {@code Archive} unpacks with bounds and never writes to disk, {@code Xml}
 * streams a part so that memory holds a paragraph or a row at a time, and there is a class for each format on top of the two. No
 * entity is ever resolved. jsoup is loaded with the first file that is read.
 */
@NullMarked
package llmos.plugin.office;

import org.jspecify.annotations.NullMarked;
