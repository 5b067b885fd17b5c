package llmos.kernel.disk;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import llmos.api.Errno;
import llmos.api.FaultException;

/** What a search does beyond looking up words. Each can be left out, to measure what it gives. */
public enum Step {
  /** Looks for blocks that are near in meaning. */
  VECTORS,
  /** Lifts blocks that have a rare code of the question, or a phrase that is quoted in it. */
  NEEDLES,
  /** Lifts documents whose title stands in the question. */
  TITLES,
  /** Follows the names of other documents that stand in the best blocks, and the blocks that name those. */
  SECOND_HOP;

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The step of this name.
   *
   * @throws FaultException BAD_USAGE, with the names that there are
   */
  public static Step of(String name) {
    List<String> names = Arrays.stream(values()).map(Step::toString).toList();
    return Arrays.stream(values())
        .filter(step -> step.toString().equals(name.strip()))
        .findFirst()
        .orElseThrow(() -> new FaultException(
            Errno.BAD_USAGE,
            "no step of the search is called '%s'; there are %s"
                .formatted(name.strip(), String.join(", ", names)),
            "bench retrieval FOLDER --without needles,second-hop"));
  }
}
