package llmos.api;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Fetches documents that are not files of this machine. Called from many threads. */
public interface Fetcher {

  /** The schemes of the addresses that it knows, such as {@code https}; lower case. */
  List<String> schemes();

  /**
   * Fetches a document.
   *
   * @param address with one of the schemes
   * @param known the version that the caller has, as an earlier fetch told it; "" for none
   * @param mostBytes more is a failure
   * @return empty if it is still of that version
   * @throws java.io.FileNotFoundException if there is no such document any more
   * @throws IOException if it cannot be had; the message says why
   */
  Optional<Fetched> fetch(URI address, String known, int mostBytes)
      throws IOException, InterruptedException;

  /** A document. Immutable, if nobody writes into the bytes. */
  final class Fetched {
    private final String fileName;
    private final byte[] bytes;
    private final String version;
    private final List<URI> links;

    /**
     * A document.
     *
     * @param fileName what it would be called as a file, with the extension of its kind
     * @param bytes all of it; not to be changed any more
     * @param version for the next fetch; "" where the server does not tell
     * @param links the addresses that it leads to
     */
    public Fetched(String fileName, byte[] bytes, String version, List<URI> links) {
      this.fileName = fileName;
      this.bytes = bytes;
      this.version = version;
      this.links = List.copyOf(links);
    }

    /** What it would be called as a file. */
    public String fileName() {
      return fileName;
    }

    /** All of it; not to be changed. */
    public byte[] bytes() {
      return bytes;
    }

    /** For the next fetch; "" where the server does not tell. */
    public String version() {
      return version;
    }

    /** The addresses that it leads to. */
    public List<URI> links() {
      return links;
    }
  }
}
