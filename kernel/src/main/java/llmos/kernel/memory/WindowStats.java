package llmos.kernel.memory;

/**
 * How full the window is.
 *
 * @param budget tokens that fit
 * @param used tokens in the window
 * @param resident pages in the window, stubs not counted
 * @param swapped pages on disk only
 * @param pinned pages that may not leave
 * @param faults how often pages were brought back
 * @param policy the policy's name
 */
public record WindowStats(
    int budget, int used, int resident, int swapped, int pinned, long faults, String policy) {}
