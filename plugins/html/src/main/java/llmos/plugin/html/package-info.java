/** Reader of web pages, by jsoup, which is loaded with the first page that is read. */
@NullMarked
package llmos.plugin.html;

import org.jspecify.annotations.NullMarked;
