package llmos.kernel.syscall;

import java.util.List;
import llmos.api.Fault;
import llmos.api.PageId;
import llmos.api.Span;

/** What the CPU may ask the kernel for. */
public sealed interface Syscall {

  /** {@code recall p42}: the exact bytes of a page, wherever it is. */
  record Recall(PageId page) implements Syscall {}

  /** {@code search words [--in name]}: blocks of the mounted documents, and pages that left the window ({@code --in past}). */
  record Search(String words, List<String> in) implements Syscall {
    public Search {
      in = List.copyOf(in);
    }
  }

  /** {@code read doc#120-310}: the exact text of a span, or a whole document where it has no {@code #}. */
  record Read(Span span) implements Syscall {}

  /** {@code device operation args}: an operation of a device. */
  record Call(List<String> words) implements Syscall {
    public Call {
      words = List.copyOf(words);
    }
  }

  /** What could not be understood, to be told to the CPU. */
  record Misread(Fault fault) implements Syscall {}
}
