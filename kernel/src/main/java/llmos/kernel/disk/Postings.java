package llmos.kernel.disk;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.jspecify.annotations.Nullable;

/** Which documents of a segment have a term. Keeps what reads the terms for the next one, since to make it takes as long as to look. */
final class Postings {
  private final Map<Place, TermsEnum> open = new HashMap<>();

  private record Place(int segment, String field) {}

  /** Those that have the term, deleted ones too; null if there is none. */
  @Nullable
  PostingsEnum of(LeafReaderContext leaf, Term term) throws IOException {
    Place place = new Place(leaf.ord, term.field());
    TermsEnum terms = open.get(place);
    if (terms == null) {
      Terms all = leaf.reader().terms(term.field());
      terms = all == null ? TermsEnum.EMPTY : all.iterator();
      open.put(place, terms);
    }
    return terms.seekExact(term.bytes()) ? terms.postings(null, PostingsEnum.NONE) : null;
  }
}
