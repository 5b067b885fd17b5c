/** The text of a document while it grows, and the walk over HTML that web pages, books and mails have in common. */
@NullMarked
package llmos.plugin.markup;

import org.jspecify.annotations.NullMarked;
