/** Office files of before 2007 and RTF, by Apache Tika. Not in the distribution: it weighs 45 MB. */
@NullMarked
package llmos.plugin.tika;

import org.jspecify.annotations.NullMarked;
