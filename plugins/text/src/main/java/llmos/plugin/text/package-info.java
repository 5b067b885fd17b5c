/**
 * Readers of plain text, Markdown and source code. The text of a document is the decoded file itself, newlines and all,
 * so that a span is an exact place in the file.
 */
@NullMarked
package llmos.plugin.text;

import org.jspecify.annotations.NullMarked;
