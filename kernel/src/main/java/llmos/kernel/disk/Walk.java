package llmos.kernel.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import llmos.kernel.store.Limits;

/**
 * Finds the files of a mount. Links are never followed (what they point to inside the mount is found by itself), hidden
 * names and what a {@code .gitignore} leaves out are passed over, and nothing but a missing root stops it.
 */
final class Walk {
  private final Path root;
  private final List<Found> files = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final List<MountReport.FileStatus> notable = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int hidden;
  private int ignored;

  /** A file: where it is, its name inside the volume, epoch milliseconds, bytes. */
  record Found(Path file, String path, long mtime, long bytes) {}

  private record Folder(Path path, String name, Ignore ignore) {}

  private Walk(Path root) {
    this.root = root;
  }

  /** All files below the root, in the order of their names; or the root, if it is one. */
  static Walk of(Path root) throws IOException, InterruptedException {
    Walk walk = new Walk(root);
    BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
    if (!attributes.isDirectory()) {
      walk.file(root, Names.visible(String.valueOf(root.getFileName())), attributes);
      return walk;
    }
    Deque<Folder> open = new ArrayDeque<>();
    open.push(new Folder(root, "", Ignore.NOTHING));
    while (!open.isEmpty()) {
      walk.folder(open.pop(), open);
    }
    return walk;
  }

  List<Found> files() {
    return files;
  }

  /** The folders that files were looked for in. */
  List<Path> folders() {
    return folders;
  }

  /** What was passed over and is no file to read, with reasons. */
  List<MountReport.FileStatus> notable() {
    return notable;
  }

  /** Whether a file of this path may be there all the same: it, or a folder above it, could not be looked at. */
  boolean mayBeThere(String path) {
    return unread.stream().anyMatch(name -> {
      String below = name.isEmpty() || name.endsWith("/") ? name : name + "/";
      return path.equals(name) || path.startsWith(below);
    });
  }

  private void failed(String name, IOException e) {
    notable.add(new MountReport.FileStatus(name, "failed", reason(e)));
    if (!(e instanceof NoSuchFileException)) {
      unread.add(name);
    }
  }

  /** Such as "2 hidden, 5 left out by .gitignore"; "" if nothing was. */
  String passedOver() {
    List<String> parts = new ArrayList<>();
    if (hidden > 0) {
      parts.add(hidden + " hidden");
    }
    if (ignored > 0) {
      parts.add(ignored + " left out by .gitignore");
    }
    return String.join(", ", parts);
  }

  private void folder(Folder folder, Deque<Folder> open) throws InterruptedException {
    List<Path> entries = new ArrayList<>();
    folders.add(folder.path);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.path)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      failed(folder.name, e);
    } catch (DirectoryIteratorException e) {
      unread.add(folder.name);
      notable.add(new MountReport.FileStatus(folder.name, "failed", "cannot be listed to its end"));
    }
    entries.sort(null);
    Ignore ignore = rules(folder);
    List<Folder> below = new ArrayList<>();
    for (Path entry : entries) {
      if (Thread.interrupted()) {
        throw new InterruptedException("mount of " + root);
      }
      String raw = String.valueOf(entry.getFileName());
      if (raw.startsWith(".")) {
        hidden++;
        continue;
      }
      entry(entry, folder.name + Names.visible(raw), ignore, below);
    }
    below.reversed().forEach(open::push);
  }

  private void entry(Path entry, String name, Ignore ignore, List<Folder> below) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (ignore.ignores(name, attributes.isDirectory())) {
        ignored++;
      } else if (attributes.isSymbolicLink()) {
        notable.add(new MountReport.FileStatus(name, "skipped", link(entry)));
      } else if (attributes.isDirectory()) {
        below.add(new Folder(entry, name + "/", ignore));
      } else {
        file(entry, name, attributes);
      }
    } catch (IOException e) {
      failed(name, e);
    }
  }

  private void file(Path file, String name, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      notable.add(new MountReport.FileStatus(name, "skipped", "not a regular file"));
    } else if (!seen.add(name)) {
      notable.add(new MountReport.FileStatus(name, "failed", "another file's name reads the same"));
    } else {
      long mtime = attributes.lastModifiedTime().toMillis();
      files.add(new Found(file, name, mtime, attributes.size()));
    }
  }

  private String link(Path link) {
    try {
      Path target = link.toRealPath();
      if (!target.startsWith(root)) {
        return "a link that leaves the folder";
      }
      return "a link to " + Names.visible(root.relativize(target).toString());
    } catch (NoSuchFileException e) {
      return "a link to nothing";
    } catch (IOException e) {
      return "a link that leads nowhere: " + reason(e);
    }
  }

  private Ignore rules(Folder folder) {
    Path file = folder.path.resolve(".gitignore");
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile() || attributes.size() > Limits.IGNORE_BYTES) {
        return folder.ignore;
      }
      byte[] bytes = Files.readAllBytes(file);
      return folder.ignore.and(folder.name, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return folder.ignore; // no rules, or none that can be read
    }
  }

  /** What went wrong with a file, in words. */
  static String reason(Throwable e) {
    if (e instanceof NoSuchFileException) {
      return "vanished while it was read";
    }
    if (e instanceof AccessDeniedException) {
      return "not readable: permission denied";
    }
    String message = e.getMessage();
    boolean plain = e instanceof IOException || e instanceof llmos.api.FaultException;
    if (plain && message != null) {
      return Names.visible(message);
    }
    String name = e.getClass().getSimpleName();
    return Names.visible(message == null ? name : name + ": " + message);
  }
}
