package llmos.kernel.disk;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.Library;

/** What volumes are mounted from: folders, files and addresses. */
final class Roots {
  private Roots() {}

  /** An address without what names a place within it, or the real path; a missing one is answered with what is near it. */
  static String real(String root) {
    return Mirror.isAddress(root)
        ? Mirror.address(root).toString()
        : path(Path.of(root)).toString();
  }

  /** What was typed as an address without what may be secret: who asks, and values of options that are not an engine's. */
  static String shown(String text) {
    if (!Mirror.isAddress(text)) {
      return text;
    }
    boolean plain;
    try {
      plain = new URI(text).getHost() != null;
    } catch (URISyntaxException e) {
      plain = false; // such as a password with a slash: all before the last @ may be of it
    }
    return text.replaceFirst(plain ? "://[^/?#]*@" : "://.*@", "://…@")
        .replaceAll("([?&](?!(?:text|title|key-env)=)[^=&#]*)=[^&#]*", "$1=…");
  }

  private static Path path(Path asked) {
    String shown = Names.visible(asked.toString());
    try {
      return asked.toRealPath();
    } catch (NoSuchFileException e) {
      throw missing(asked, shown);
    } catch (IOException e) {
      throw unreadable(asked, e);
    }
  }

  private static FaultException missing(Path asked, String shown) {
    Path there = asked.toAbsolutePath();
    String wanted = shown;
    while (there.getParent() != null && !Files.isDirectory(there)) {
      wanted = String.valueOf(there.getFileName());
      there = there.getParent();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(there)) {
      entries.limit(10_000).forEach(p -> names.add(String.valueOf(p.getFileName())));
    } catch (IOException e) {
      names.clear(); // the message does without them
    }
    return new FaultException(
        Errno.NO_FILE,
        "no such file or folder: %s; looked in %s%s"
            .formatted(shown, Names.visible(there.toString()), Names.near(wanted, names)),
        "check the path; a relative one starts at the current folder");
  }

  static FaultException unreadable(Path root, IOException e) {
    String shown = Names.visible(root.toString());
    return new FaultException(
        Errno.NO_FILE, "cannot mount %s: %s".formatted(shown, Walk.reason(e)), "");
  }

  /** What a volume is called that nobody has named. */
  static String named(String root) {
    return Mirror.isAddress(root) ? Mirror.name(Mirror.address(root)) : ofFolder(Path.of(root));
  }

  private static String ofFolder(Path root) {
    String folder = root.getFileName() == null ? "root" : root.getFileName().toString();
    String last = folder.toLowerCase(Locale.ROOT);
    int dot = last.lastIndexOf('.');
    return Names.safe(dot > 0 && !Files.isDirectory(root) ? last.substring(0, dot) : last);
  }

  /**
   * What a plugin brought that reaches addresses of a scheme.
   *
   * @param nothing what is said in front of the scheme if there is none
   * @param what a plugin can bring
   */
  static <T> T reaching(
      String scheme, List<T> all, Function<T, List<String>> schemes, String nothing, String what) {
    List<String> known =
        all.stream().flatMap(one -> schemes.apply(one).stream()).toList();
    return all.stream()
        .filter(one -> schemes.apply(one).contains(scheme))
        .findFirst()
        .orElseThrow(() -> new FaultException(
            Errno.BAD_USAGE,
            "%s %s; there are: %s"
                .formatted(nothing, scheme, known.isEmpty() ? "none" : String.join(", ", known)),
            "a plugin can bring " + what));
  }

  /**
   * What a volume is called.
   *
   * @throws FaultException if what was asked for is no name, or that of another volume
   */
  static String name(Library library, String asked, String root) {
    if (!asked.isEmpty() && !asked.equals(Names.safe(asked))) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "a volume cannot be named '%s': letters, digits, '.', '_' and '-' only"
              .formatted(Names.visible(asked)),
          "mount %s --as %s".formatted(Names.visible(root), Names.safe(asked)));
    }
    if (asked.isEmpty()) {
      Optional<String> same = library.volumes().stream()
          .filter(v -> v.root().equals(root))
          .map(Library.Volume::name)
          .findFirst();
      if (same.isPresent()) {
        return same.get();
      }
    }
    String name = asked.isEmpty() ? named(root) : asked;
    Optional<Library.Volume> taken = library.volume(name).filter(v -> !v.root().equals(root));
    if (taken.isPresent()) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "the name %s is taken by %s".formatted(name, Names.visible(taken.get().root())),
          "mount %s --as %s2   (or first: umount %s)".formatted(Names.visible(root), name, name));
    }
    return name;
  }
}
