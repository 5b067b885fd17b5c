package llmos.kernel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import llmos.api.Usage;

/** What was sent to a CPU, burst by burst: what changed between two prompts, what a server may have kept, what it cost. */
public final class Requests {
  private final Store store;

  /**
   * A request that was answered.
   *
   * @param turn the turn it belongs to; 0 for a request of the machine's own, whose pages are empty
   * @param at milliseconds since the epoch
   * @param cpu the CPU's name
   * @param pages the page numbers of the prompt, in order; empty for all but the last few of turns
   * @param tokens of the prompt, by our own count: the CPU's of the request as rendered, else the sum of the pages
   * @param cached of them, those that a server may have kept from the request before, by our own count: the CPU's, with the reply
   *     to that request, else those of pages that stand as they stood in it
   * @param recalled pages that read-ahead brought for it
   * @param usage what the CPU counted
   */
  public record Sent(
      long turn,
      long at,
      String cpu,
      List<Long> pages,
      int tokens,
      int cached,
      int recalled,
      Usage usage) {
    public Sent {
      pages = List.copyOf(pages);
    }
  }

  /** What all requests of a process come to: tokens by our count, and what the CPU said of them. */
  public record Sum(long requests, long tokens, long cached, long kept) {}

  /** The requests in this state file. */
  public Requests(Store store) {
    this.store = store;
  }

  /** Adds a request; the pages of all but the last few are forgotten. */
  public void add(long pid, Sent sent) {
    store.write(c -> {
      long seq = 1 + Sql.number(c, "SELECT coalesce(max(seq), 0) FROM request WHERE pid = ?", pid);
      String third =
          "(SELECT seq FROM request WHERE pid = ? AND turn > 0 ORDER BY seq DESC LIMIT 1 OFFSET 2)";
      Sql.update(c, "UPDATE request SET pages = '' WHERE pid = ? AND seq = " + third, pid, pid);
      return Sql.update(
          c,
          "INSERT INTO request VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          pid,
          seq,
          sent.turn(),
          sent.at(),
          sent.cpu(),
          sent.pages().stream().map(String::valueOf).collect(Collectors.joining(" ")),
          sent.tokens(),
          sent.cached(),
          sent.recalled(),
          sent.usage().promptTokens(),
          sent.usage().cachedTokens(),
          sent.usage().replyTokens());
    });
  }

  /** The newest requests of a process, oldest first. */
  public List<Sent> last(long pid, int most) {
    return newest(pid, "", most);
  }

  /** The last two requests that belong to turns, oldest first. */
  public List<Sent> ofTurns(long pid) {
    return newest(pid, " AND turn > 0", 2);
  }

  private List<Sent> newest(long pid, String condition, int most) {
    String sql = "SELECT turn, at, cpu, pages, tokens, cached, recalled, prompt, kept, reply"
        + " FROM request WHERE pid = ?" + condition + " ORDER BY seq DESC LIMIT ?";
    return store.read(c -> Sql.rows(c, sql, Requests::sent, pid, most)).reversed();
  }

  /** By how many thousandths the server of a CPU read more tokens in the last request than were counted; 0 if it did not. */
  public int excess(long pid, String cpu) {
    String sql = "SELECT max(0, (prompt - tokens) * 1000 / max(1, tokens)) FROM request"
        + " WHERE pid = ? AND cpu = ? AND prompt > 0 ORDER BY seq DESC LIMIT 1";
    return store.read(c -> Sql.row(c, sql, r -> r.getInt(1), pid, cpu)).orElse(0);
  }

  /** What all requests of a process come to. */
  public Sum sum(long pid) {
    String sql =
        "SELECT count(*), coalesce(sum(tokens), 0), coalesce(sum(cached), 0), coalesce(sum(kept), 0)"
            + " FROM request WHERE pid = ?";
    return store.read(c -> Sql.row(
            c, sql, r -> new Sum(r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4)), pid)
        .orElseThrow());
  }

  /** What the requests of a process took of each CPU, by its name; of one whose server counts nothing, our own count. */
  public Map<String, Usage> used(long pid) {
    String sql =
        "SELECT cpu, sum(CASE WHEN prompt > 0 THEN prompt ELSE tokens END), sum(kept), sum(reply)"
            + " FROM request WHERE pid = ? GROUP BY cpu";
    Map<String, Usage> used = new TreeMap<>();
    store
        .read(c -> Sql.rows(
            c,
            sql,
            r -> Map.entry(r.getString(1), new Usage(r.getInt(2), r.getInt(3), r.getInt(4))),
            pid))
        .forEach(each -> used.put(each.getKey(), each.getValue()));
    return used;
  }

  private static Sent sent(ResultSet r) throws SQLException {
    String pages = r.getString(4);
    return new Sent(
        r.getLong(1),
        r.getLong(2),
        r.getString(3),
        pages.isEmpty()
            ? List.of()
            : Arrays.stream(pages.split(" ", -1)).map(Long::valueOf).toList(),
        r.getInt(5),
        r.getInt(6),
        r.getInt(7),
        new Usage(r.getInt(8), r.getInt(9), r.getInt(10)));
  }
}
