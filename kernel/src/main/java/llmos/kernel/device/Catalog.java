package llmos.kernel.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Effect;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.api.Words;

/**
 * What a plugin offers, known without its code. It is written as lines of {@link Words}, so that reading it at each start
 * needs no JSON parser: {@code kinds cpus readers}, {@code device NAME SUMMARY}, {@code op …}, {@code param …}.
 *
 * @param devices its devices' descriptors
 * @param kinds which other kinds of things it has: {@code cpus}, {@code readers}, {@code embedders}, {@code policies}, {@code fetchers},
 *     {@code engines}
 */
record Catalog(List<Descriptor> devices, List<String> kinds) {
  static final List<String> ALL_KINDS =
      List.of("cpus", "readers", "embedders", "policies", "fetchers", "engines");

  /** A device without its code. */
  record Descriptor(String name, String summary, List<Operation> operations) {
    static Descriptor of(Peripheral device) {
      return new Descriptor(device.name(), device.summary(), device.operations());
    }
  }

  String write() {
    List<String> lines = new ArrayList<>();
    lines.add(line(Stream.concat(Stream.of("kinds"), kinds.stream())));
    for (Descriptor device : devices) {
      lines.add(line(Stream.of("device", device.name(), device.summary())));
      for (Operation op : device.operations()) {
        Stream<String> head = Stream.of(
            "op",
            op.name(),
            op.help(),
            op.effect().name(),
            String.valueOf(op.idempotent()),
            op.returns());
        lines.add(line(Stream.concat(head, op.examples().stream())));
        op.params().forEach(p -> lines.add(line(words(p))));
      }
    }
    return String.join("\n", lines);
  }

  private static Stream<String> words(Param p) {
    Stream<String> head = Stream.of(
        "param", p.name(), p.type().name(), p.help(), p.role().name(), String.valueOf(p.rest()));
    return Stream.concat(head, p.def().stream());
  }

  private static String line(Stream<String> words) {
    return words.map(Words::quote).collect(Collectors.joining(" "));
  }

  /** The catalog that {@link #write} wrote; empty if it is damaged, and then to be made anew from the code. */
  static Optional<Catalog> read(String text) {
    try {
      return Optional.of(parse(text));
    } catch (RuntimeException e) {
      return Optional.empty(); // whatever the damage did to it
    }
  }

  private static Catalog parse(String text) {
    List<String> kinds = new ArrayList<>();
    List<Descriptor> devices = new ArrayList<>();
    List<Operation> operations = new ArrayList<>();
    List<Param> params = new ArrayList<>();
    // Backwards, so that what belongs to an operation or device is there when its head is met.
    for (String line : text.lines().toList().reversed()) {
      List<String> w = Words.split(line);
      switch (w.getFirst()) {
        case "param" -> params.addFirst(param(w));
        case "op" -> {
          operations.addFirst(operation(w, params));
          params.clear();
        }
        case "device" -> {
          devices.addFirst(new Descriptor(w.get(1), w.get(2), List.copyOf(operations)));
          operations.clear();
        }
        case "kinds" -> kinds.addAll(w.subList(1, w.size()));
        default -> throw new IllegalArgumentException("not a line of a catalog: " + line);
      }
    }
    return new Catalog(List.copyOf(devices), List.copyOf(kinds));
  }

  private static Operation operation(List<String> w, List<Param> params) {
    return new Operation(
        w.get(1),
        w.get(2),
        params,
        Effect.valueOf(w.get(3)),
        Boolean.parseBoolean(w.get(4)),
        w.subList(6, w.size()),
        w.get(5));
  }

  private static Param param(List<String> w) {
    return new Param(
        w.get(1),
        Param.Type.valueOf(w.get(2)),
        w.get(3),
        Param.Role.valueOf(w.get(4)),
        w.size() > 6 ? Optional.of(w.get(6)) : Optional.empty(),
        Boolean.parseBoolean(w.get(5)));
  }
}
