package llmos.api;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A search engine elsewhere that holds documents in indexes. Of a document the same state always gives the same text, since it
 * is known again by that. Stateless; called from many threads, and interrupted where the user does not wait any more.
 *
 * <p>Each method throws an {@link IllegalArgumentException} for an address that it cannot use, with the reason, and an {@link
 * IOException} if the engine cannot be asked or refuses; its message says why, and what to do if that is known.
 */
public interface Engine {

  /** The schemes of its addresses, lower case: its name, a plus sign and {@code http} or {@code https}. */
  List<String> schemes();

  /**
   * The documents that fit a question best, best first.
   *
   * @param question as it was typed: its signs are no syntax
   * @param most so many at most
   * @param mostBytes of an answer of the engine; where they are more, fewer documents are brought
   */
  Found search(Place place, String question, int most, int mostBytes)
      throws IOException, InterruptedException;

  /**
   * Those of these documents that are there.
   *
   * @param mostBytes of an answer of the engine, which is asked again for what does not fit into one
   */
  Found get(Place place, List<String> ids, int mostBytes) throws IOException, InterruptedException;

  /** Which documents there are: so many of them at most, none if it is 0, and their number in all. */
  Listing list(Place place, int most) throws IOException, InterruptedException;

  /**
   * An index of an engine.
   *
   * @param address with one of the schemes; the last part of its path names the index, its query holds options
   * @param key what opens it, as the engine's plugin documents it; "" for none
   */
  record Place(URI address, String key) {
    /** Without the key, which belongs into no message. */
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** A document: what the engine knows it by, its title ("" for none), and all of its text. */
  record Item(String id, String title, String text) {}

  /** Documents, and what makes them fewer than they could be, for the user; empty if nothing does. */
  record Found(List<Item> items, List<String> warnings) {
    public Found {
      items = List.copyOf(items);
      warnings = List.copyOf(warnings);
    }
  }

  /** Ids of documents, and how many documents there are. */
  record Listing(List<String> ids, long total) {
    public Listing {
      ids = List.copyOf(ids);
    }
  }
}
