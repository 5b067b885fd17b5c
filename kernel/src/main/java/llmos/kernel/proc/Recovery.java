package llmos.kernel.proc;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import llmos.api.Confidentiality;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.PageView;
import llmos.kernel.store.Journal;

/** Mends a conversation whose machine stopped in the middle of a turn. */
public final class Recovery {
  private Recovery() {}

  /** Takes up what an answer had come to when the machine stopped in the middle of it, and answers its open calls. */
  public static void of(long pid, Memory memory, Journal journal, Clock clock) {
    if (journal.isHeldByAnother(pid)) {
      return;
    }
    Set<String> answered = memory.rows().stream()
        .filter(row -> row.page().kind() == PageKind.RESULT)
        .map(row -> row.page().provenance().callId())
        .collect(Collectors.toSet());
    memory.rows().stream()
        .map(PageView::page)
        .filter(page -> page.kind() == PageKind.CALL)
        .filter(page -> !answered.contains(page.provenance().callId()))
        .forEach(page -> memory.admit(
            PageKind.RESULT,
            "outcome unknown: the machine stopped while this ran; it is not run again",
            page.label(),
            from(page.provenance().callId(), clock)));
    journal.partial(pid).ifPresent(text -> {
      // What stood in the window when it was said is not known any more, so it stays on this
      // machine.
      Label label = memory
          .label()
          .join(
              new Label(Integrity.UNTRUSTED, Confidentiality.LOCAL, Set.of("interrupted answer")));
      // The machine may have stopped between the page and the journal.
      boolean admitted = memory.rows().reversed().stream()
          .map(PageView::page)
          .filter(page -> page.kind() == PageKind.ASSISTANT || page.kind() == PageKind.USER)
          .findFirst()
          .filter(page -> page.kind() == PageKind.ASSISTANT && page.text().startsWith(text))
          .isPresent();
      if (!admitted) {
        memory.admit(PageKind.ASSISTANT, text + RunLoop.INTERRUPTED, label, from("", clock));
      }
      journal.said(pid, 0, text + RunLoop.INTERRUPTED);
    });
  }

  private static Provenance from(String callId, Clock clock) {
    return new Provenance("kernel", Optional.empty(), callId, clock.millis());
  }
}
