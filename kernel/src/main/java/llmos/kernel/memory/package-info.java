/** The window as paged RAM: pages, the page table and the pager. */
@NullMarked
package llmos.kernel.memory;

import org.jspecify.annotations.NullMarked;
