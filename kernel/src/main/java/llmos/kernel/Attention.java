package llmos.kernel;

/**
 * What attention costs: each of the layers' heads compares each token with all before it, layers × heads × n(n−1)/2 for n
 * tokens, and keeps a key and a value of {@code width} two-byte numbers for each. What is more than a long holds is
 * told as the largest long.
 */
record Attention(int layers, int heads, int width) {

  /** What so many tokens cost as a window of them does. */
  Row row(long all, long window) {
    double pairs = (double) layers * heads;
    double full = pairs * all * (all - 1) / 2;
    double paged = pairs * window * (window - 1) / 2;
    double bytes = 4 * pairs * width;
    double saved = full == 0 ? 0 : 100 * (full - paged) / full;
    String text =
        "%,d tokens in all, %,d in the window: %,.0f comparisons instead of %,.0f (%.1f %% saved), %s of keys and values instead of %s"
            .formatted(all, window, paged, full, saved, size(bytes * window), size(bytes * all));
    return Row.of("text", text)
        .and("layers", layers)
        .and("heads", heads)
        .and("width", width)
        .and("tokens", all)
        .and("window", window)
        .and("comparisons", Math.round(paged))
        .and("unpaged", Math.round(full))
        .and("kvBytes", Math.round(bytes * window))
        .and("unpagedKvBytes", Math.round(bytes * all));
  }

  private static String size(double bytes) {
    return bytes < 1e9 ? "%.1f MB".formatted(bytes / 1e6) : "%.1f GB".formatted(bytes / 1e9);
  }
}
