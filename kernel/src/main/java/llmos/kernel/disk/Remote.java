package llmos.kernel.disk;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import llmos.api.Engine;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.kernel.store.Library;

/**
 * Volumes whose documents a search engine holds. Nothing of one is here at first: what fits a question, or is asked for by its
 * name, is put into the library, where it is a document like any other; what is there already and unchanged costs nothing. So
 * the rest of the disk need not know, and what is here is found also while the engine is away. Stateless.
 */
public final class Remote {
  private static final Pattern ROOT =
      Pattern.compile("([a-z][a-z0-9.-]*\\+https?)://.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern KEY = Pattern.compile("[?&]key-env=([^&]*)");

  private final Library library;
  private final Supplier<List<Engine>> engines;
  private final Map<String, String> environment;
  private final Clock clock;

  /** Engines are looked for when a volume of one is there; {@code environment} holds their keys. */
  public Remote(
      Library library,
      Supplier<List<Engine>> engines,
      Map<String, String> environment,
      Clock clock) {
    this.library = library;
    this.engines = engines;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /** Whether a volume's root, or what a user typed for one, is the address of an engine. */
  public static boolean isEngine(String root) {
    return ROOT.matcher(root).matches();
  }

  /** A root as it may be shown and written down: a user, a password and values of unknown options are left out. */
  public static String shown(String root) {
    return Roots.shown(root);
  }

  /** The address of the connection to an engine, of a root that is one. */
  public static String url(String root) {
    return root.substring(root.indexOf('+') + 1);
  }

  /** The engines' volumes that a search of these places asks; of all places if there are none. */
  public List<Library.Volume> asked(List<String> places) {
    return library.volumes().stream()
        .filter(v -> isEngine(v.root()))
        .filter(v -> places.isEmpty()
            || places.stream().anyMatch(p -> p.replaceAll("/+$", "").equals(v.name())))
        .toList();
  }

  /** A document's name as it is listed: of an engine's also where its id was typed. */
  public String name(String doc) {
    int slash = doc.indexOf('/');
    boolean engine = slash > 0
        && library
            .volume(doc.substring(0, slash))
            .filter(v -> isEngine(v.root()))
            .isPresent();
    return engine ? doc.substring(0, slash + 1) + Ids.path(Ids.id(doc.substring(slash + 1))) : doc;
  }

  /** The volume of an engine that this document may be of, if it is not here. */
  public Optional<Library.Volume> of(String doc) {
    int slash = doc.indexOf('/');
    return slash <= 0 || library.document(doc).isPresent()
        ? Optional.empty()
        : library.volume(doc.substring(0, slash)).filter(v -> isEngine(v.root()));
  }

  /** When nobody waits for engines any more, by the machine's clock for durations. */
  public record Deadline(long nanos) {
    /** As long from now as engines have for one question, however many they are. */
    public static Deadline begin() {
      return new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(EngineLimits.SECONDS));
    }
  }

  /** What came of asking: documents that are new or changed, and what the user should know. */
  public record Brought(int documents, List<String> notices) {}

  /** Brings what fits a question best from these volumes, asked at once. What fails is told, for what is here is found all the same. */
  public Brought search(List<Library.Volume> volumes, String question, Deadline until)
      throws InterruptedException {
    Map<Library.Volume, FutureTask<Engine.Found>> asked = new LinkedHashMap<>();
    String words = question.substring(0, Math.min(question.length(), EngineLimits.QUESTION));
    for (Library.Volume v : volumes) {
      asked.put(
          v,
          begin(
              v,
              (engine, place) ->
                  engine.search(place, words, EngineLimits.DOCUMENTS, EngineLimits.BYTES)));
    }
    int documents = 0;
    List<String> notices = new ArrayList<>();
    try {
      for (Map.Entry<Library.Volume, FutureTask<Engine.Found>> each : asked.entrySet()) {
        Library.Volume v = each.getKey();
        try {
          Engine.Found found = end(v, each.getValue(), until);
          documents += documents(v).put(found.items());
          notices.addAll(notices(v, found));
        } catch (FaultException e) {
          notices.add(e.fault().message() + "; only what is here is searched");
        }
      }
    } finally {
      asked.values().forEach(task -> task.cancel(true));
    }
    return new Brought(documents, notices);
  }

  /**
   * Brings a document by its name.
   *
   * @throws FaultException if the engine cannot be asked
   */
  public Brought fetch(Library.Volume volume, String doc, Deadline until)
      throws InterruptedException {
    String id = Ids.id(doc.substring(doc.indexOf('/') + 1));
    Engine.Found found = get(volume, List.of(id), until);
    return new Brought(documents(volume).put(found.items()), notices(volume, found));
  }

  private static List<String> notices(Library.Volume volume, Engine.Found found) {
    return found.warnings().stream()
        .map(warning -> "%s: %s".formatted(volume.name(), visible(warning)))
        .toList();
  }

  Engine.Found get(Library.Volume volume, List<String> ids, Deadline until)
      throws InterruptedException {
    Engine.Found found =
        ask(volume, (engine, place) -> engine.get(place, ids, EngineLimits.BYTES), until);
    List<Engine.Item> asked =
        found.items().stream().filter(item -> ids.contains(item.id())).toList();
    return new Engine.Found(asked, found.warnings());
  }

  /**
   * Names of documents that the engine has, the first ones, and how many it has.
   *
   * @throws FaultException if the engine cannot be asked
   */
  public Engine.Listing list(Library.Volume volume, int most) throws InterruptedException {
    Engine.Listing listing =
        ask(volume, (engine, place) -> engine.list(place, most), Deadline.begin());
    List<String> names = listing.ids().stream()
        .limit(most)
        .map(id -> volume.name() + "/" + Ids.path(id))
        .toList();
    return new Engine.Listing(names, listing.total());
  }

  Library library() {
    return library;
  }

  RemoteDocuments documents(Library.Volume volume) {
    return new RemoteDocuments(library, volume, clock);
  }

  /** A question to an engine. */
  @FunctionalInterface
  private interface Asking<T> {
    T of(Engine engine, Engine.Place place) throws Exception;
  }

  private <T> T ask(Library.Volume volume, Asking<T> asking, Deadline until)
      throws InterruptedException {
    FutureTask<T> task = begin(volume, asking);
    try {
      return end(volume, task, until);
    } finally {
      task.cancel(true);
    }
  }

  /** On a thread of its own, since a plugin may hang. */
  private <T> FutureTask<T> begin(Library.Volume volume, Asking<T> asking) {
    Callable<T> work = () -> asking.of(engine(volume.root()), place(volume.root()));
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("engine-" + volume.name()).start(task);
    return task;
  }

  private static <T> T end(Library.Volume volume, FutureTask<T> task, Deadline until)
      throws InterruptedException {
    String why;
    Exception cause;
    try {
      return task.get(until.nanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      why = "no answer within %d s".formatted(EngineLimits.SECONDS);
      cause = e;
    } catch (ExecutionException e) {
      Throwable inner = e.getCause() == null ? e : e.getCause();
      if (inner instanceof FaultException fault) {
        throw fault;
      }
      boolean told = inner instanceof IllegalArgumentException && inner.getMessage() != null;
      why = told ? visible(String.valueOf(inner.getMessage())) : Walk.reason(inner);
      cause = e;
    }
    boolean secure = Stream.iterate((Throwable) cause, Objects::nonNull, Throwable::getCause)
        .limit(10)
        .anyMatch(SSLException.class::isInstance);
    throw new FaultException(
        new Fault(
            Errno.FAILED,
            "%s cannot be asked: %s".formatted(volume.name(), why),
            secure
                ? "for a certificate of your own: LLMOS_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE"
                : "check the address and whether its server runs"),
        cause);
  }

  private Engine engine(String root) {
    Matcher matcher = ROOT.matcher(root);
    String scheme = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    return Roots.reaching(
        scheme, engines.get(), Engine::schemes, "no engine here is asked by", "an engine");
  }

  /** The key itself is never kept, as that of a CPU is not. */
  private Engine.Place place(String root) {
    Matcher named = KEY.matcher(root);
    if (!named.find()) {
      return new Engine.Place(Mirror.address(root), "");
    }
    String key = environment.getOrDefault(named.group(1), "").strip();
    if (key.isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "the environment variable %s, which the address names by key-env, holds no key"
              .formatted(visible(named.group(1))),
          "export %s=user:password".formatted(visible(named.group(1))));
    }
    return new Engine.Place(Mirror.address(root), usable(key, named.group(1)));
  }

  private static String usable(String key, String variable) {
    if (visible(key).equals(key)) {
      return key;
    }
    throw new FaultException(
        Errno.BAD_USAGE,
        "the key in the environment variable %s has a line break or another sign that cannot be seen, and was not sent"
            .formatted(visible(variable)),
        "set it again without");
  }

  private static String visible(String text) {
    return Names.visible(text);
  }
}
