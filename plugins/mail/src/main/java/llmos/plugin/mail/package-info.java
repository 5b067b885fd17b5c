/**
 * Reader of mails and mailboxes. mime4j takes a message apart, {@code Mail} decides what of it is read. Attachments are never written
 * to disk; those that are no text are named, not opened. mime4j and jsoup are loaded with the first mail that is read.
 */
@NullMarked
package llmos.plugin.mail;

import org.jspecify.annotations.NullMarked;
