package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import llmos.api.PageKind;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap.Stored;

/**
 * Keeps what the user wants to hold from now on: instructions ("always…"), corrections ("no, I meant…") and preferences ("I
 * prefer…"), recognised by rule, and only in conversations with a CPU. Together they have a tenth of the window: instructions
 * first, then the newest. A page is judged once, when its turn is over; so what was unpinned stays so. Used under the lock of
 * {@link Memory}.
 */
record Standing(PageTable table, Pager pager, int budget, int most) {
  private static final String WHY = "kept as ";

  /** What a text asks to be kept for, the least first. */
  enum Kind {
    NONE("", "(?!)"), // matches nothing
    PREFERENCE(
        "a preference",
        "\\bi(?:'d| would)? (?:really |usually |generally |much |always )?(?:prefer|rather)\\b"
            + "|\\bi (?:really |usually )?(?:like to (?:avoid|keep|use)|dislike|hate|avoid)\\b"
            + "|\\bmy preference\\b|\\bi(?:'m| am) not a fan of\\b|\\bprefer\\b.*\\bover\\b"),
    CORRECTION(
        "a correction",
        "^(?:no|nope|wait|sorry|actually)\\b.{0,20}\\b(?:i meant|i mean|i said|not)\\b|\\bi meant\\b"
            + "|^(?:no, )?that(?:'s| is|'s not| is not) (?:wrong|incorrect|right|what i)\\b(?<!that(?:'s| is) right)"),
    INSTRUCTION(
        "a standing instruction",
        "^(?:always|never|from (?:now|here) on|going forward|in (?:the )?future|(?:make|be) sure|remember|don't ever"
            + "|do not ever|whenever i|(?:every|each) time i|i(?:'d like| would like| want| need) you to (?:always|never))\\b"
            + "|\\b(?:always|never)\\b.*\\bwhen(?:ever)? i\\b");

    private final String name;
    private final Pattern sentence;

    Kind(String name, String sentence) {
      this.name = name;
      this.sentence = Pattern.compile(sentence, Pattern.CASE_INSENSITIVE);
    }
  }

  private static final Pattern SEAM = Pattern.compile("(?<=[.!?;:])\\s+|\\n+");
  private static final Pattern OPENING = Pattern.compile(
      "^(?:[\\s\"*•-]|(?:and|so|but|also|please|ok|okay|oh|hey|hi)\\b,?)+",
      Pattern.CASE_INSENSITIVE);

  /** What a text asks to be kept for: the most that one of its sentences says. */
  static Kind kind(String text) {
    List<String> sentences = SEAM.splitAsStream(text.replace('’', '\''))
        .map(sentence -> OPENING.matcher(sentence).replaceFirst(""))
        .toList();
    return List.of(Kind.values()).reversed().stream()
        .filter(kind ->
            sentences.stream().anyMatch(said -> kind.sentence.matcher(said).find()))
        .findFirst()
        .orElse(Kind.NONE);
  }

  /** The current turn is over: keeps what it asks to be kept, and lets go what has no room any more. */
  void judge() {
    List<Stored> turn = Layout.current(table);
    if (turn.stream().noneMatch(stored -> stored.page().kind() == PageKind.ASSISTANT)) {
      return; // no CPU answers here
    }
    List<Stored> all =
        new ArrayList<>(table.window().stream().filter(Standing::kept).toList());
    turn.stream().filter(Standing::asks).forEach(all::add);
    all.sort(Comparator.comparing((Stored stored) -> kind(stored.page().text()))
        .thenComparingLong(Stored::id)
        .reversed());
    int others = Layout.tokens(table.window().stream()
        .filter(stored -> stored.pinned() && !kept(stored))
        .toList());
    int room = Math.min(budget / Limits.STANDING_SHARE, most - others);
    for (Stored stored : all) {
      boolean fits = stored.page().tokens() <= room;
      room -= fits ? stored.page().tokens() : 0;
      if (fits != stored.pinned()) {
        change(stored, fits);
      }
    }
  }

  private void change(Stored stored, boolean keep) {
    Stored now = keep ? stored.pin() : stored.unpin();
    String why = keep ? WHY + kind(stored.page().text()).name : "newer instructions took its room";
    table.change(now.moved(stored.state(), why));
    if (!keep) {
      pager.joins(now);
    }
  }

  private static boolean kept(Stored stored) {
    return stored.pinned() && stored.why().startsWith(WHY);
  }

  private static boolean asks(Stored stored) {
    return stored.page().kind() == PageKind.USER
        && !stored.pinned()
        && !stored.stub()
        && stored.page().tokens() <= Limits.STANDING_TOKENS
        && kind(stored.page().text()) != Kind.NONE;
  }
}
