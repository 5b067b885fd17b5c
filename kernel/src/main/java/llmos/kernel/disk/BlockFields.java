package llmos.kernel.disk;

import java.util.LinkedHashSet;
import java.util.Set;
import llmos.kernel.store.Library;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;

/**
 * A block as a document of Lucene:
 *
 * <pre>
 * id      a block's id, to replace it          n       the same as a number, to read it back
 * volume  name of its volume                   doc     volume/path
 * body    stems of the document's title, headings above, lead and text, and of the parts of identifiers
 * name    what the document may be called      exact   identifiers, codes, paths
 * v:MODEL, s:MODEL  what is kept of a vector (see {@link Nearness})
 * </pre>
 */
final class BlockFields {
  private BlockFields() {}

  /**
   * The document of a block, without vectors.
   *
   * @param names what its document may be called, as {@link #names} has it
   */
  static Document document(Texts.Cut cut, Set<String> names) {
    Library.Block block = cut.block();
    Document document = new Document();
    document.add(new StringField("id", Long.toString(block.id()), Field.Store.NO));
    document.add(new NumericDocValuesField(Index.NUMBER, block.id()));
    document.add(new StringField("volume", block.volume(), Field.Store.NO));
    document.add(new StringField("doc", block.doc(), Field.Store.NO));
    String all = String.join("\n", heads(block), block.piece().lead(), cut.text());
    document.add(new TextField(Index.BODY, all, Field.Store.NO));
    Terms.Identifiers identifiers = Terms.identifiers(all);
    if (!identifiers.parts().isEmpty()) {
      document.add(new TextField(Index.BODY, identifiers.parts(), Field.Store.NO));
    }
    for (String name : names) {
      document.add(new StringField(Index.NAME, name, Field.Store.NO));
    }
    for (String code : identifiers.exact()) {
      document.add(new StringField(Index.EXACT, code, Field.Store.NO));
    }
    return document;
  }

  /** The headings above a block, and the title of its document where none of them says it. */
  private static String heads(Library.Block block) {
    String trail = block.piece().trail();
    return trail.contains(block.title()) ? trail : block.title() + "\n" + trail;
  }

  /** What a document may be called: its title, and its file's name. */
  static Set<String> names(Library.Block block) {
    Set<String> names = new LinkedHashSet<>();
    Titles.name(block.title()).ifPresent(names::add);
    Titles.name(block.doc().substring(block.doc().lastIndexOf('/') + 1)).ifPresent(names::add);
    return names;
  }
}
