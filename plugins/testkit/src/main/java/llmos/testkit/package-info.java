/** Contract tests, one for each kind of thing that a plugin may add, and scripted fakes. */
@NullMarked
package llmos.testkit;

import org.jspecify.annotations.NullMarked;
