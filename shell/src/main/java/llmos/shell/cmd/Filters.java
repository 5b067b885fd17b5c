package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Scope;
import llmos.shell.lang.Value;

/** What changes a stream of records: {@code where pick first last sort count each}. */
final class Filters {
  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "where field op value",
              "Keeps records by a field: == != < <= > >=, ~ contains.",
              Filters::where,
              "find paging | where score > 0.4")
          .told("""
          field  a field of the records; one may lack it, but not all
          op     == != < <= > >= or ~ for contains; numbers by size, else as text; ~ does not mind capitals
          value  what it is compared with
          ->     the records that pass, as they are
          2      no record has such a field, or one has a field of nearly that name
          """),
      Commands.read(
              "pick fields…",
              "Keeps only these fields.",
              Filters::pick,
              "find paging | pick doc text")
          .told("""
          fields  the fields to keep, in this order
          ->      those fields
          2       no record has such a field, or one has a field of nearly that name
          """),
      Commands.read(
              "first [n]",
              "Keeps the first n records, else one.",
              Filters::first,
              "ls docs | first 3")
          .told("""
          n   how many (1); the rest is not made
          ->  the records as they are
          """),
      Commands.read(
              "last [n]", "Keeps the last n records, else one.", Filters::last, "ls docs | last 3")
          .told("""
          n   how many (1)
          ->  the records as they are
          """),
      Commands.read(
              "sort field [--desc|-r]",
              "Sorts by a field, numbers by size.",
              Filters::sort,
              "ls docs | sort bytes -r")
          .told("""
          field  a field of the records; those without it come first
          desc   the greatest first
          ->     the records as they are
          2      no record has such a field
          """),
      Commands.read("count", "Counts the records.", Filters::count, "ls docs | count")
          .told("""
          ->  count text
          """),
      Commands.read(
              "each block",
              "Runs a block for each record, which is $it in it.",
              Filters::each,
              "ls docs | each { say $it.doc }")
          .told("""
          block  a program in braces
          ->     what the block makes
          """));

  private Filters() {}

  private static Flow where(Call call) {
    String field = call.word(0);
    Comparison comparison =
        Comparison.of(call.word(1), call.word(2), call.spec().usage());
    Seen seen = new Seen(List.of(field));
    Flow in = seen.watching(call.input());
    Label control = call.control();
    return in.flatMap(item -> {
      Object value = item.row().get(field);
      if (value == null) {
        requireKnown(field, item);
      }
      return value != null && comparison.holds(value)
          ? one(new Item(item.row(), item.label().join(tint(control)), item.shown()))
          : Flow.empty();
    });
  }

  /** A typed word adds nothing to the label of what it chose; an untrusted one does. */
  private static Label tint(Label control) {
    return control.tainted() ? control : Label.SYSTEM;
  }

  private static Flow one(Item item) {
    return Flow.of(List.of(item));
  }

  private static void requireKnown(String field, Item item) {
    if (item.row().containsKey(field)) {
      return;
    }
    TreeSet<String> names = new TreeSet<>(item.row().keySet());
    String meant =
        Near.of(field, names).map(n -> "; did you mean %s?".formatted(n)).orElse("");
    if (!meant.isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "the records have no field '%s'%s".formatted(field, meant),
          "they have: " + String.join(" ", names));
    }
  }

  private static Flow pick(Call call) {
    List<String> fields = call.words().stream().map(Value::text).toList();
    return new Seen(fields).watching(call.input()).map(item -> {
      Map<String, Object> row = new LinkedHashMap<>();
      for (String field : fields) {
        Object value = item.row().get(field);
        if (value == null) {
          requireKnown(field, item);
        } else {
          row.put(field, value);
        }
      }
      return Item.of(row, item.label());
    });
  }

  private static Flow first(Call call) {
    int most = call.number(call.word(0, "1"), 0);
    Flow in = call.input();
    int[] taken = {0};
    return () -> {
      if (taken[0]++ < most) {
        return in.next();
      }
      in.close(); // what comes after it need not wait for more
      return Optional.empty();
    };
  }

  private static Flow last(Call call) throws InterruptedException {
    int most = call.number(call.word(0, "1"), 0);
    List<Item> all = call.input().drain();
    return Flow.of(all.subList(Math.max(0, all.size() - most), all.size()));
  }

  private static Flow sort(Call call) throws InterruptedException {
    String field = call.word(0);
    List<Item> all =
        new ArrayList<>(new Seen(List.of(field)).watching(call.input()).drain());
    all.stream()
        .filter(item -> item.row().get(field) == null)
        .forEach(item -> requireKnown(field, item));
    Comparator<Comparison.Key> order =
        call.has("desc") ? Comparison.Key.ORDER.reversed() : Comparison.Key.ORDER;
    List<Keyed> keyed = new ArrayList<>(all.size());
    all.forEach(item -> keyed.add(
        new Keyed(Comparison.Key.of(Optional.ofNullable(item.row().get(field)).orElse("")), item)));
    keyed.sort(Comparator.comparing(Keyed::key, order));
    return Flow.of(keyed.stream().map(Keyed::item).toList());
  }

  /** A record with what it is sorted by. */
  private record Keyed(Comparison.Key key, Item item) {}

  private static Flow count(Call call) throws InterruptedException {
    List<Item> all = call.input().drain();
    return Flow.of(
        Map.of("text", String.valueOf(all.size()), "count", all.size()),
        Flow.records(all).label());
  }

  private static Flow each(Call call) {
    Call.Block block = call.block(0);
    return call.input().flatMap(item -> {
      Scope inner = block.scope().inner();
      inner.set("it", Value.of(item.row(), item.label()));
      return new Call.Block(call, block.program(), inner).run(Optional.empty());
    });
  }
}
