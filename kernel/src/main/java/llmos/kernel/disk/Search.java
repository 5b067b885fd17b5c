package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Span;
import llmos.kernel.disk.Disk.Hit;
import llmos.kernel.disk.Disk.Query;
import llmos.kernel.store.Library;

/**
 * Answers a query: where to look, the question's vector, what the index finds, and the text of the best.
 */
final class Search {
  private final Library library;
  private final Texts texts;
  private final Filler filler;
  private final Supplier<Index> index;
  private final Supplier<Optional<Embedder>> embedder;

  Search(
      Library library,
      Texts texts,
      Filler filler,
      Supplier<Index> index,
      Supplier<Optional<Embedder>> embedder) {
    this.library = library;
    this.texts = texts;
    this.filler = filler;
    this.index = index;
    this.embedder = embedder;
  }

  /** The blocks that fit best, best first. */
  List<Hit> of(Query query) throws InterruptedException {
    if (query.text().isBlank() || query.most() < 1) {
      throw new FaultException(
          Errno.BAD_USAGE, "nothing to search for in '" + query.text() + "'", "find WORDS");
    }
    Retrieval.Question question = new Retrieval.Question(
        query.text(), meaning(query), scope(query.in()), query.most(), query.without());
    Map<Long, Texts.Cut> cuts = new HashMap<>();
    List<Retrieval.Found> found = index.get().find(question, ids -> sources(cuts, ids));
    List<Hit> hits = hits(cuts, found);
    filler.touched(found, hits);
    return hits;
  }

  private Map<Long, Links.Source> sources(Map<Long, Texts.Cut> cuts, List<Long> ids) {
    cut(cuts, ids);
    Map<Long, Links.Source> sources = new HashMap<>();
    for (long id : ids) {
      Optional.ofNullable(cuts.get(id))
          .ifPresent(
              cut -> sources.put(id, new Links.Source(BlockFields.names(cut.block()), cut.text())));
    }
    return sources;
  }

  /** Reads those of the blocks that are not among {@code cuts} yet. */
  private void cut(Map<Long, Texts.Cut> cuts, List<Long> ids) {
    cuts.putAll(texts.cuts(ids.stream().filter(id -> !cuts.containsKey(id)).toList()));
  }

  private Optional<Nearness> meaning(Query query) {
    if (query.without().contains(Step.VECTORS) || !library.vectors().any()) {
      return Optional.empty();
    }
    try {
      return embedder
          .get()
          .map(e -> new Nearness(
              e.id(),
              e.question(query.text()),
              Optional.ofNullable(library.vectors().centres().get(e.id())),
              library.vectors()::numbered,
              index.get().sketches()));
    } catch (RuntimeException e) {
      return Optional.empty(); // an embedder that fails must not keep words from being found
    }
  }

  private Retrieval.Scope scope(List<String> in) {
    List<String> volumes = new ArrayList<>();
    List<String> documents = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String place : in) {
      String name = place.replaceAll("/+$", "");
      if (library.volume(name).isPresent()) {
        volumes.add(name);
      } else if (library.document(name).isPresent()) {
        documents.add(name);
      } else if (library.documents().stream().anyMatch(d -> d.name().startsWith(name + "/"))) {
        folders.add(name);
      } else {
        throw none("volume, folder or document", place, library.documents());
      }
    }
    return new Retrieval.Scope(volumes, documents, folders);
  }

  private List<Hit> hits(Map<Long, Texts.Cut> cuts, List<Retrieval.Found> found) {
    cut(cuts, found.stream().map(Retrieval.Found::id).toList());
    List<Hit> hits = new ArrayList<>();
    for (Retrieval.Found f : found) {
      Optional.ofNullable(cuts.get(f.id()))
          .ifPresent(cut -> hits.add(new Hit(block(cut), f.score())));
    }
    return hits;
  }

  private static Disk.Block block(Texts.Cut cut) {
    Library.Block b = cut.block();
    Library.Piece piece = b.piece();
    return new Disk.Block(
        b.id(),
        new Span(b.doc(), piece.start(), piece.stop(), piece.page()),
        piece.trail().isEmpty() ? List.of() : List.of(piece.trail().split("\n", -1)),
        b.title(),
        cut.text(),
        b.label());
  }

  /** There is no such place: what is near, or what there is. */
  FaultException none(String kind, String name, List<Library.Doc> documents) {
    List<String> names =
        new ArrayList<>(documents.stream().map(Library.Doc::name).toList());
    library.volumes().forEach(v -> names.add(v.name()));
    String nothing = names.isEmpty() ? "; nothing is mounted" : Names.near(name, names);
    return new FaultException(
        kind.equals("document") ? Errno.NO_FILE : Errno.NO_SUCH,
        "no %s %s%s".formatted(kind, Names.visible(name), nothing),
        names.isEmpty() ? "mount FOLDER" : "ls shows what is mounted");
  }
}
