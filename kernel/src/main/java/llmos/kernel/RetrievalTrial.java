package llmos.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A collection that the disk searches, to measure how well. Paths that are not absolute start in the workspace.
 *
 * @param folder documents with questions and what answers them
 * @param k documents of a ranking
 * @param run where the rankings go
 * @param words by words alone
 * @param without names of steps of the search that are left out
 */
public record RetrievalTrial(
    Path folder, int k, Optional<Path> run, boolean words, List<String> without) {}
