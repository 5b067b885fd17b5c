package llmos.kernel.disk;

import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Span;
import llmos.kernel.disk.Disk.DocumentInfo;
import llmos.kernel.disk.Disk.DocumentText;
import llmos.kernel.store.Library;

/** Documents by their names: which there are, and what stands in them. */
final class Documents {
  private final Library library;
  private final Search search;

  Documents(Library library, Search search) {
    this.library = library;
    this.search = search;
  }

  List<DocumentInfo> named(String prefix) {
    List<Library.Doc> all = library.documents();
    String folder = prefix.replaceAll("/+$", "");
    List<Library.Doc> found = all.stream()
        .filter(
            d -> folder.isEmpty() || d.name().equals(folder) || d.name().startsWith(folder + "/"))
        .toList();
    if (found.isEmpty()) {
      found = all.stream().filter(d -> d.name().startsWith(prefix)).toList();
    }
    if (found.isEmpty() && !folder.isEmpty() && library.volume(folder).isEmpty()) {
      throw search.none("volume, folder or document", prefix, all);
    }
    return found.stream()
        .map(d -> new DocumentInfo(
            d.name(),
            d.title(),
            d.bytes(),
            d.blocks(),
            d.reason().isEmpty() ? d.status() : d.status() + ": " + d.reason()))
        .toList();
  }

  DocumentText text(String doc) {
    Library.Doc found = document(doc);
    if (found.sha().isEmpty() || found.status().equals("failed")) {
      throw new FaultException(
          Errno.NO_FILE, "%s was %s: %s".formatted(doc, found.status(), found.reason()), "");
    }
    String text = library
        .chunks()
        .text(found.id(), found.sha())
        .orElseThrow(() ->
            new FaultException(Errno.NO_FILE, doc + " is just being mounted again", "try again"));
    return new DocumentText(doc, found.title(), text, found.label());
  }

  private Library.Doc document(String doc) {
    return library
        .document(doc)
        .orElseThrow(() -> search.none("document", doc, library.documents()));
  }

  Span exact(Span asked, DocumentText document) {
    String doc = asked.doc();
    int length = document.text().length();
    if (asked.page() > 0 && asked.end() == Integer.MAX_VALUE) {
      List<Library.Piece> on = library.blocksOf(document(doc).id()).stream()
          .map(Library.Block::piece)
          .filter(p -> p.page() == asked.page())
          .toList();
      if (on.isEmpty()) {
        throw new FaultException(
            Errno.NO_SUCH, "%s has no page %d".formatted(doc, asked.page()), "cat " + doc);
      }
      return new Span(doc, on.getFirst().start(), on.getLast().stop(), asked.page());
    }
    if (asked.start() > 0 && asked.start() >= length) {
      throw new FaultException(
          Errno.NO_SUCH,
          "%s has %d characters, asked from %d".formatted(doc, length, asked.start()),
          "cat " + doc);
    }
    return new Span(doc, asked.start(), Math.min(asked.end(), length), asked.page());
  }

  Grep.Found grep(Grep.Query query) throws InterruptedException {
    Grep grep = new Grep(query);
    List<Library.Doc> all = library.documents();
    Optional<String> unknown = Grep.unknown(query.in(), all);
    if (unknown.isPresent()) {
      throw search.none("volume, folder or document", unknown.get(), all);
    }
    for (Library.Doc doc : all) {
      if (Grep.isIn(doc, query.in()) && !doc.sha().isEmpty()) {
        Optional<String> text = library.chunks().text(doc.id(), doc.sha());
        if (text.isPresent() && !grep.in(doc, text.get())) {
          return grep.found();
        }
      }
    }
    return grep.found();
  }
}
