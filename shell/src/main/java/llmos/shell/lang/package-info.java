/** The command language: {@link llmos.shell.lang.Keyboard} and {@link llmos.shell.lang.Parser} read it, {@link llmos.shell.lang.Interpreter} runs it. */
@NullMarked
package llmos.shell.lang;

import org.jspecify.annotations.NullMarked;
