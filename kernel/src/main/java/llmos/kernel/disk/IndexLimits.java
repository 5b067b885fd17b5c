package llmos.kernel.disk;

import java.util.concurrent.TimeUnit;

/** What bounds the writing of an index. */
final class IndexLimits {
  /** To wait for another llmos that writes it. */
  static final int SECONDS = 30;

  /** To wait for it with what a search has just brought. */
  static final int SEARCH_SECONDS = 3;

  /** To wait for it with the last vectors, before they are tried again. */
  static final int LAST_SECONDS = 1;

  /** Between two looks whether it is done. */
  static final int MILLIS = 50;

  /** Between two commits of what takes long. */
  static final int COMMIT_SECONDS = 10;

  /** Blocks, or pages, read from the store at a time. */
  static final int BLOCKS = 1_000;

  /** New vectors that are worth a commit, at least. */
  static final int VECTORS = 512;

  /** And after so long at least. */
  static final long VECTORS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** And one in so many of those that were made. */
  static final int SHARE = 8;

  /** Megabytes that a few changes may merge. */
  static final int QUICK_MERGE_MB = 8;

  /** Looks at an index that another llmos commits to. */
  static final int LOOKS = 20;

  /** Megabytes of new blocks that are held before they become a part of the index: the more, the less there is to merge. */
  static final int BUFFER_MB = 64;

  private IndexLimits() {}
}
