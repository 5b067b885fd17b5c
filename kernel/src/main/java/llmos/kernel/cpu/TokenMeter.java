package llmos.kernel.cpu;

import llmos.api.Cpu;
import llmos.api.PageKind;

/**
 * Tokens of a page for a CPU: what the CPU counts, or a careful estimate where it cannot tell, and the framing that a page
 * of that kind gets in a request. Never below what the model sees, as far as texts that people and programs write go.
 */
public final class TokenMeter {
  /**
   * Tokens of a request beside its pages, to be left out of the budget: the one tool's description, what the chat template
   * says by itself, how to cite, and the opening of the reply.
   */
  public static final int REQUEST = 128;

  private final Cpu cpu;

  /** A meter for this CPU. */
  public TokenMeter(Cpu cpu) {
    this.cpu = cpu;
  }

  /** Tokens of a page with this text, framing included; at least 1. */
  public int tokens(PageKind kind, String text) {
    int counted = cpu.count(text);
    int content = counted >= 0 ? counted : Estimate.tokens(text);
    return (int) Math.min(Integer.MAX_VALUE, (long) content + framing(kind));
  }

  /** The role's marks; for a call its JSON; for a block its number, the document's name and the page. */
  private static int framing(PageKind kind) {
    return switch (kind) {
      case SYSTEM, USER, ASSISTANT, SUMMARY -> 8;
      case RESULT -> 12;
      case CALL -> 28;
      case BLOCK -> 32;
    };
  }
}
