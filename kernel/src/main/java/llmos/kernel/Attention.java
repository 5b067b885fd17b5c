package llmos.kernel;

/**
 * What attention costs: each of the layers' heads compares each token with all before it, layers × heads × n(n−1)/2 for n
 * tokens, and keeps a key and a value of {@code width} two-byte numbers for each.
 */
record Attention(int layers, int heads, int width) {

  /** What so many tokens cost as a window of them does. */
  Row row(long all, long window) {
    long pairs = (long) layers * heads;
    long full = pairs * (all * (all - 1) / 2);
    long paged = pairs * (window * (window - 1) / 2);
    long bytes = 4L * pairs * width;
    String text =
        "%,d tokens in all, %,d in the window: %,d comparisons instead of %,d (%.1f %% saved), %s of keys and values instead of %s"
            .formatted(
                all,
                window,
                paged,
                full,
                full == 0 ? 0 : 100.0 * (full - paged) / full,
                size(bytes * window),
                size(bytes * all));
    return Row.of("text", text)
        .and("layers", layers)
        .and("heads", heads)
        .and("width", width)
        .and("tokens", all)
        .and("window", window)
        .and("comparisons", paged)
        .and("unpaged", full)
        .and("kvBytes", bytes * window)
        .and("unpagedKvBytes", bytes * all);
  }

  private static String size(long bytes) {
    return bytes < 1_000_000_000
        ? "%.1f MB".formatted(bytes / 1e6)
        : "%.1f GB".formatted(bytes / 1e9);
  }
}
