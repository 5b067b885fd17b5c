package llmos.api;

import java.util.List;
import java.util.Optional;

/**
 * What is sent to a CPU.
 *
 * <p>The pages are laid out: system, pinned, main log, blocks that were read ahead, current turn. A {@link PageKind#BLOCK}
 * page is numbered for citing by its place among the blocks, from 1: the first block is {@code [1]}.
 *
 * @param pages in order
 * @param tools the devices that may be called; empty if none may
 * @param replyTokens the most tokens that the reply may have
 * @param schema the JSON schema of a reply that has to be JSON; a CPU that can hold the model to it does, others may ignore it, for
 *     the last page says it in words
 */
public record Prompt(List<Page> pages, List<Tool> tools, int replyTokens, Optional<String> schema) {
  public Prompt {
    pages = List.copyOf(pages);
    tools = List.copyOf(tools);
  }

  /** A prompt for a reply in free text. */
  public Prompt(List<Page> pages, List<Tool> tools, int replyTokens) {
    this(pages, tools, replyTokens, Optional.empty());
  }

  /**
   * A device as the model sees it.
   *
   * @param device its name
   * @param summary what it is for and how its lines look, at most twenty tokens
   * @param operations their descriptors
   */
  public record Tool(String device, String summary, List<Operation> operations) {
    public Tool {
      operations = List.copyOf(operations);
    }
  }

  /** The block pages, in the order of their citation numbers. */
  public List<Page> blocks() {
    return pages.stream().filter(p -> p.kind() == PageKind.BLOCK).toList();
  }
}
