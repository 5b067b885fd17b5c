/**
 * The command language: {@link llmos.shell.lang.Keyboard} and {@link llmos.shell.lang.Parser} read it,
 * {@link llmos.shell.lang.Interpreter} runs it.
 *
 * <pre>
 * program  := pipeline ((';' | newline | '&amp;&amp;' | '||' | '&amp;') pipeline)* ['&amp;']
 * pipeline := stage ('|' stage)*
 * stage    := name arg* | $var
 * arg      := word | 'raw' | "text $x" | $x.field | (program) | { program } | --flag[=arg]
 * </pre>
 */
@NullMarked
package llmos.shell.lang;

import org.jspecify.annotations.NullMarked;
