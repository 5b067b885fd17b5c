package llmos.kernel;

import llmos.api.Progress;

/** What can be measured of the machine, as records. */
public interface Benches {

  /** Which turns are in the window when something is asked: a row for each category, and for all calls. */
  Records residency(Trial trial) throws InterruptedException;

  /** How well the disk finds what answers the questions of a collection: what was counted, the measures, how fast. */
  Records retrieval(RetrievalTrial trial, Progress progress) throws InterruptedException;

  /** Whether made-up needles are found, as they stand and with one mistake: a row for each kind, the last for all. */
  Records needles(int needles, int blocks, long seed, Progress progress)
      throws InterruptedException;

  /** How fast the window of a process of this many pages is: a row for each step, and the heap. */
  Records memory(int pages) throws InterruptedException;

  /**
   * How fast the disk is with so many megabytes of text: a row for each step, and what it takes.
   *
   * @param vectors whether blocks get made-up vectors
   * @param embed how many blocks the embedder embeds, beside the same without the disk; 0 for none
   */
  Records disk(int megabytes, boolean vectors, int embed, Progress progress)
      throws InterruptedException;
}
