package llmos.kernel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Confidentiality;
import llmos.api.Label;

/**
 * The labels of files that llmos wrote. A file is known again by its bytes, so that it keeps its label where it is moved or
 * copied; a file that the user has changed since is the user's.
 */
public final class Written {
  private static final String ROW =
      "SELECT integrity, confidentiality, origins FROM written WHERE sha = ?";

  private final Store store;

  /** The labels in this state file. */
  Written(Store store) {
    this.store = store;
  }

  /** Notes what a file that was just written may do; one that anybody may read and trust needs no note. */
  public void put(Path file, Label label) {
    if (!label.tainted() && label.confidentiality().compareTo(Confidentiality.PRIVATE) <= 0) {
      return;
    }
    Optional<String> sha = sha(file);
    if (sha.isEmpty()) {
      return;
    }
    store.write(c -> {
      Label all = Sql.row(c, ROW, Written::label, sha.get()).map(label::join).orElse(label);
      return Sql.update(
          c,
          "INSERT OR REPLACE INTO written(sha, path, integrity, confidentiality, origins) VALUES(?, ?, ?, ?, ?)",
          sha.get(),
          file.toString(),
          all.integrity().name(),
          all.confidentiality().name(),
          all.origins().stream().sorted().collect(Collectors.joining("\n")));
    });
  }

  /** The label that these bytes had when they were written; the bottom for others. */
  public Label of(byte[] bytes) {
    return of(Sha.of(bytes));
  }

  /** The label that the file had when it was written; the bottom for others. */
  public Label of(Path file) {
    return sha(file).map(this::of).orElse(Label.SYSTEM);
  }

  private Label of(String sha) {
    return store.read(c -> Sql.row(c, ROW, Written::label, sha)).orElse(Label.SYSTEM);
  }

  private static Label label(ResultSet r) throws SQLException {
    return Sql.label(r, 1, r.getString(3).lines().collect(Collectors.toSet()));
  }

  /** Nothing for what is no plain file, and for what is too large to be read as a document. */
  private static Optional<String> sha(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              && Files.size(file) <= Limits.FILE_BYTES
          ? Optional.of(Sha.of(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // who cannot read it gets nothing of it either
    }
  }
}
