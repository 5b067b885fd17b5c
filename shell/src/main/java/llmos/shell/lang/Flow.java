package llmos.shell.lang;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import llmos.api.Label;
import llmos.kernel.Records;

/** Records that are made when they are asked for. Used by one thread. */
@FunctionalInterface
public interface Flow {

  /** The next record; empty at the end. */
  Optional<Item> next() throws InterruptedException;

  /**
   * Lets go of what it holds and cancels what it waits for, here and upstream. Called where it may not have been read to its end;
   * once more changes nothing.
   */
  default void close() {}

  /** No records. */
  static Flow empty() {
    return Optional::empty;
  }

  /** These records. */
  static Flow of(Iterable<Item> items) {
    Iterator<Item> left = items.iterator();
    return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
  }

  /** The kernel's records. */
  static Flow of(Records records) {
    return of(records.rows().stream().map(row -> Item.of(row, records.label())).toList());
  }

  /** One record. */
  static Flow of(Map<String, Object> row, Label label) {
    return of(List.of(Item.of(row, label)));
  }

  /** Records that come of each record. */
  default Flow flatMap(Step<Item, Flow> step) {
    Flow upstream = this;
    return new Flow() {
      private Flow current = empty();

      @Override
      public Optional<Item> next() throws InterruptedException {
        while (true) {
          Optional<Item> inner = current.next();
          if (inner.isPresent()) {
            return inner;
          }
          current.close();
          current = empty();
          Optional<Item> outer = upstream.next();
          if (outer.isEmpty()) {
            return outer;
          }
          current = step.apply(outer.get());
        }
      }

      @Override
      public void close() {
        current.close();
        upstream.close();
      }
    };
  }

  /** Records that are made from this flow, which ends with them. */
  default Flow through(Flow made) {
    Flow upstream = this;
    return new Flow() {
      @Override
      public Optional<Item> next() throws InterruptedException {
        return made.next();
      }

      @Override
      public void close() {
        made.close();
        upstream.close();
      }
    };
  }

  /** These records, and those of another after them. */
  default Flow then(Flow rest) {
    return through(rest.through(() -> {
      Optional<Item> item = next();
      return item.isPresent() ? item : rest.next();
    }));
  }

  /** Each record changed. */
  default Flow map(Function<Item, Item> change) {
    return through(() -> next().map(change));
  }

  /** The records that pass. */
  default Flow filter(Predicate<Item> passes) {
    return through(() -> {
      Optional<Item> item = next();
      while (item.isPresent() && !passes.test(item.get())) {
        item = next();
      }
      return item;
    });
  }

  /** All records that are left. */
  default List<Item> drain() throws InterruptedException {
    List<Item> all = new ArrayList<>();
    for (Optional<Item> item = next(); item.isPresent(); item = next()) {
      all.add(item.get());
    }
    return all;
  }

  /** A step that may be interrupted. */
  @FunctionalInterface
  interface Step<A, B> {
    /** Does the step. */
    B apply(A input) throws InterruptedException;
  }

  /** The records with the join of their labels. */
  static Records records(List<Item> items) {
    return new Records(
        items.stream().map(Item::row).toList(),
        Label.joinAll(items.stream().map(Item::label).toList()));
  }
}
