/**
 * Readers of what is text: Markdown and other light markup, tables, JSON, manual pages, source code, anything else. The text of a
 * document is the decoded file itself, newlines and all, so that a span is an exact place in the file; only a manual page and a
 * notebook are told as they are read, without their macros and quotes.
 */
@NullMarked
package llmos.plugin.text;

import org.jspecify.annotations.NullMarked;
