package llmos.api;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where text comes from, as far as the guard is concerned. Labels only rise: everything made from several sources carries
 * the join of their labels.
 *
 * @param integrity whether it may steer effects
 * @param confidentiality how far it may travel
 * @param origins for explanation only, never for a decision
 */
public record Label(Integrity integrity, Confidentiality confidentiality, Set<String> origins) {
  /** The label of what has none. */
  public static final Label UNKNOWN =
      new Label(Integrity.UNTRUSTED, Confidentiality.PRIVATE, Set.of());

  /** The label of a line that the user typed, and the bottom of joins that start from the user. */
  public static final Label TYPED = new Label(Integrity.TRUSTED, Confidentiality.PRIVATE, Set.of());

  /** The bottom: the label of what the machine itself says. */
  public static final Label SYSTEM = new Label(Integrity.TRUSTED, Confidentiality.PUBLIC, Set.of());

  private static final int MOST_ORIGINS = 16;

  public Label {
    origins = Set.copyOf(origins);
  }

  /** An untrusted, private label with one origin. */
  public static Label untrusted(String origin) {
    return new Label(Integrity.UNTRUSTED, Confidentiality.PRIVATE, Set.of(origin));
  }

  /** The higher of each part, and the union of origins (the first sixteen by name). */
  public Label join(Label other) {
    if (equals(other)) {
      return this;
    }
    TreeSet<String> both = new TreeSet<>(origins);
    both.addAll(other.origins);
    while (both.size() > MOST_ORIGINS) {
      both.removeLast();
    }
    return new Label(
        integrity.compareTo(other.integrity) >= 0 ? integrity : other.integrity,
        confidentiality.compareTo(other.confidentiality) >= 0
            ? confidentiality
            : other.confidentiality,
        both);
  }

  /** The join of all; {@link #SYSTEM} if there is none. */
  public static Label joinAll(Collection<Label> labels) {
    return labels.stream().reduce(SYSTEM, Label::join);
  }

  /** True if it may not steer effects. */
  public boolean tainted() {
    return integrity == Integrity.UNTRUSTED;
  }
}
