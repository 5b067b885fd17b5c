package llmos.kernel.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Fetcher;
import llmos.api.Progress;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Sha;

/**
 * Keeps what addresses name as files, a folder for each address that is mounted, so that it is mounted as files are. What a server
 * says is unchanged is not fetched again, and a page that cannot be had stays as it was.
 */
final class Mirror {
  private final Path home;
  private final Supplier<Readers> readers;

  /** Folders are kept below {@code home}. */
  Mirror(Path home, Supplier<Readers> readers) {
    this.home = home;
    this.readers = readers;
  }

  /** What is there now: a folder, and pages that are not as the server has them, with reasons. */
  record Copy(Path folder, List<MountReport.FileStatus> notable) {}

  /** Whether a volume's root, or what a user typed for one, is an address. */
  static boolean isAddress(String root) {
    return root.matches("(?i)[a-z][a-z0-9+.-]*://.*");
  }

  /**
   * The address that a text spells.
   *
   * @throws FaultException if it is none
   */
  static URI address(String text) {
    try {
      URI uri = new URI(text).normalize();
      if (uri.getHost() != null && uri.getUserInfo() == null) {
        String bare = uri.toString().replaceFirst("#.*", "");
        return new URI(String.valueOf(uri.getPath()).isEmpty() ? bare + "/" : bare);
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new FaultException(
        Errno.BAD_USAGE,
        "'%s' is no address with a host and without a password"
            .formatted(Names.visible(Roots.shown(text))),
        Remote.isEngine(text)
            ? "put user:password into an environment variable, and its name into the address: ?key-env=NAME"
            : "mount https://example.com/guide.html");
  }

  /** What a volume of an address is called: the last part of its path, or its host. */
  static String name(URI address) {
    String[] parts = Optional.ofNullable(address.getPath()).orElse("").split("/", -1);
    String last = Arrays.stream(parts)
        .filter(part -> !part.isEmpty())
        .reduce((a, b) -> b)
        .orElse(String.valueOf(address.getHost()));
    String bare = last.replaceFirst("(?<=.)\\.[A-Za-z0-9]{1,5}$", "");
    return Names.safe((parts.length > 1 ? bare : last).toLowerCase(Locale.ROOT));
  }

  private Path folder(URI address) {
    return home.resolve(Sha.of(List.of(address)).substring(0, 16));
  }

  /** Forgets the files of an address. */
  void forget(URI address) {
    Path folder = folder(address);
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | java.io.UncheckedIOException e) {
      return; // it is a copy; what is left of it is no document any more
    }
  }

  /**
   * Fetches what an address names and, page after page, what lies below it and is linked.
   *
   * @param pages at most so many; 0 for as many as the last time, or 1
   * @throws FaultException if nothing fetches such an address, or it itself cannot be had
   */
  Copy refresh(URI address, int pages, Progress progress) throws InterruptedException {
    Fetcher fetcher = fetcher(address);
    Path folder = folder(address);
    boolean fresh = !Files.exists(folder);
    boolean done = false;
    try {
      Files.createDirectories(folder);
      Pages before = Pages.read(folder);
      int most = pages > 0 ? pages : Math.max(1, before.most());
      Copy copy = new Walking(address, folder, fetcher, before, most).run(progress);
      done = true;
      return copy;
    } catch (IOException e) {
      throw new FaultException(
          new Fault(
              Errno.NO_SPACE,
              "a copy of %s cannot be kept in %s: %s".formatted(address, folder, Walk.reason(e)),
              "df"),
          e);
    } finally {
      if (fresh && !done) {
        forget(address);
      }
    }
  }

  private Fetcher fetcher(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    List<Fetcher> all;
    try (Readers open = readers.get()) {
      all = open.fetchers();
    }
    return Roots.reaching(
        scheme, all, Fetcher::schemes, "nothing here fetches addresses of", "a fetcher");
  }

  /** One visit of an address and what is below it. Used by one thread. */
  private static final class Walking {
    private static final int TRIES = 4; // for each page that is wanted

    private final URI address;
    private final String below; // the path that pages have
    private final Path folder;
    private final Fetcher fetcher;
    private final Pages before;
    private final int most;
    private final Deque<URI> open = new ArrayDeque<>();
    private final Set<URI> seen = new HashSet<>();
    private final List<Pages.Page> kept = new ArrayList<>();
    private final List<MountReport.FileStatus> notable = new ArrayList<>();

    Walking(URI address, Path folder, Fetcher fetcher, Pages before, int most) {
      this.address = address;
      this.below = address.getPath().replaceFirst("[^/]*$", "");
      this.folder = folder;
      this.fetcher = fetcher;
      this.before = before;
      this.most = most;
    }

    Copy run(Progress progress) throws IOException, InterruptedException {
      enter(address);
      before.pages().forEach(page -> enter(page.address()));
      int tries = 0;
      for (URI page = open.poll();
          page != null && kept.size() < most && tries < TRIES * most;
          page = open.poll()) {
        tries++;
        progress.at("fetching " + page, kept.size(), most > 1 ? most : 0);
        visit(page);
      }
      Pages now = new Pages(most, kept);
      now.write(folder);
      now.clear(folder, before);
      return new Copy(folder, notable);
    }

    private void enter(URI page) {
      if (seen.add(page)) {
        open.add(page);
      }
    }

    private void visit(URI page) throws IOException, InterruptedException {
      Optional<Pages.Page> old = before.find(page);
      String known = old.filter(p -> Files.exists(folder.resolve(p.file())))
          .map(Pages.Page::version)
          .orElse("");
      try {
        Optional<Fetcher.Fetched> fetched = fetcher.fetch(page, known, Limits.FILE_BYTES);
        if (fetched.isEmpty()) {
          old.ifPresent(kept::add);
          return;
        }
        keep(page, fetched.get());
      } catch (FileNotFoundException e) {
        failed(page, Optional.empty(), e); // it is gone for good
      } catch (IOException e) {
        failed(page, old, e);
      } catch (IllegalArgumentException e) {
        failed(page, old, new IOException("the fetcher refuses this address", e));
      }
    }

    private void failed(URI page, Optional<Pages.Page> old, IOException e) {
      String reason = Walk.reason(e);
      if (page.equals(address)) {
        throw new FaultException(
            new Fault(
                Errno.FAILED,
                "cannot fetch %s: %s".formatted(Names.visible(page.toString()), reason),
                "check the address and the network"),
            e);
      }
      old.ifPresent(kept::add);
      if (old.isPresent() || !(e instanceof FileNotFoundException)) {
        notable.add(new MountReport.FileStatus(Names.visible(page.toString()), "failed", reason));
      }
    }

    private void keep(URI page, Fetcher.Fetched fetched) throws IOException {
      String file = file(page, fetched.fileName());
      Path to = folder.resolve(file);
      if (!Files.exists(to) || !Arrays.equals(Files.readAllBytes(to), fetched.bytes())) {
        Files.createDirectories(to.getParent() == null ? folder : to.getParent());
        Path half = folder.resolve(".half");
        Files.write(half, fetched.bytes());
        Files.move(half, to, StandardCopyOption.REPLACE_EXISTING);
      }
      kept.add(new Pages.Page(page, file, fetched.version()));
      for (URI link : fetched.links()) {
        URI inside = link.normalize();
        if (most > 1 && isBelow(inside)) {
          enter(inside);
        }
      }
    }

    /** Whether a page is of the same server, and its path begins as the address's. */
    private boolean isBelow(URI page) {
      return address.getScheme().equalsIgnoreCase(page.getScheme())
          && String.valueOf(address.getHost()).equalsIgnoreCase(page.getHost())
          && address.getPort() == page.getPort()
          && page.getUserInfo() == null
          && page.getQuery() == null
          && String.valueOf(page.getPath()).startsWith(below);
    }

    /** The path below the address, with the name that the fetcher gives; no two pages have the same. */
    private String file(URI page, String name) {
      String path = String.valueOf(page.getPath());
      String inside = path.startsWith(below) ? path.substring(below.length()) : "";
      StringBuilder file = new StringBuilder();
      String[] parts = inside.split("/", -1);
      for (String part : Arrays.copyOf(parts, parts.length - 1)) {
        file.append(part.isEmpty() ? "" : Names.safe(part) + "/");
      }
      String last = Names.safe(name);
      String wanted = file + last;
      for (int i = 2; taken(wanted, page); i++) {
        wanted = file + last.replaceFirst("(\\.[^.]*)?$", "-" + i + "$1");
      }
      return wanted;
    }

    private boolean taken(String file, URI page) {
      return Stream.concat(kept.stream(), before.pages().stream())
          .anyMatch(p -> p.file().equals(file) && !p.address().equals(page));
    }
  }
}
