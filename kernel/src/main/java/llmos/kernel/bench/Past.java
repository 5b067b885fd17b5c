package llmos.kernel.bench;

import llmos.kernel.disk.Recall;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.Room;
import llmos.kernel.proc.ReadAhead;

/**
 * Read-ahead as a process has it, over the past of recorded conversations; each page has its vectors before anything is asked.
 *
 * @param ahead what brings pages in
 * @param recall the index over the conversations of one run
 */
public record Past(ReadAhead ahead, Recall recall) implements Residency.ReadAhead {
  private static final int AT_ONCE = 256;

  @Override
  public void prepare(long pid) throws InterruptedException {
    int made = AT_ONCE;
    while (made > 0) {
      made = recall.embedNext(pid, AT_ONCE);
    }
  }

  @Override
  public void fill(long pid, Memory memory, String question, Room room)
      throws InterruptedException {
    if (memory.stats().swapped() > 0) {
      ahead.recall(pid, question, memory, room);
    }
  }

  @Override
  public void close() {
    recall.close();
  }
}
