package llmos.shell.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Spec;

/** What may come next in a line, from the descriptors. Knows nothing of the terminal. */
public final class Suggestions {
  private static final List<String> FIELDS = List.of(
      "doc", "page", "span", "score", "id", "text", "kind", "tokens", "state", "source", "bytes");

  /** What gives its records out as they came in. */
  private static final Set<String> AS_THEY_ARE = Set.of("where", "first", "last", "sort");

  private static final List<String> FORMATS = List.of("md", "json", "jsonl");

  private final Commands commands;
  private final Supplier<Map<String, Command>> defined;
  private final Supplier<List<Peripheral>> devices;
  private final Places places;

  /** What is on the disk, in folders and in the machine. */
  public interface Places {
    /** The mounted volumes. */
    List<String> volumes();

    /** Documents, and folders with a slash at their end, whose names begin so; where no volume is named yet, the volumes. */
    List<String> documents(String begun);

    /** Files and folders whose paths begin so; folders end with a slash. */
    List<String> files(String begun);

    /** The newest pages of the conversation whose numbers begin so, with what they say. */
    List<Suggestion> pages(String begun);

    /** What the machine has of a kind that a word names, such as {@code policy cpu session}, and what it says of each. */
    List<Suggestion> known(String kind);
  }

  /** What may come next, and what it means. */
  public record Suggestion(String text, String meaning) {}

  /** Suggestions from these; what programs defined, devices and places are asked for when they are needed. */
  public Suggestions(
      Commands commands,
      Supplier<Map<String, Command>> defined,
      Supplier<List<Peripheral>> devices,
      Places places) {
    this.commands = commands;
    this.defined = defined;
    this.devices = devices;
    this.places = places;
  }

  /**
   * What may stand in place of the last word.
   *
   * @param before the line up to the cursor
   */
  public List<Suggestion> after(String before) {
    if (!before.startsWith("/")) {
      return mentions(before);
    }
    String stage = before.substring(stageStart(before)).stripLeading();
    boolean first = stageStart(before) == 0;
    List<String> words = List.of(stage.split("\\s+", -1));
    String last = words.getLast();
    String head =
        words.getFirst().startsWith("/") ? words.getFirst().substring(1) : words.getFirst();
    List<Suggestion> all = new ArrayList<>();
    if (words.size() == 1) {
      names(first ? "/" : "", all);
    } else if (commands.isBuiltin(head)) {
      builtin(head, words, fields(before), all);
    } else {
      device(head, words, all);
    }
    return all.stream().filter(s -> s.text().startsWith(last)).toList();
  }

  private static int stageStart(String before) {
    int start = Math.max(before.lastIndexOf('|'), before.lastIndexOf(';'));
    return start < 0 ? 0 : start + 1;
  }

  /** The fields of the records that come into the last stage, as the manual of what makes them tells. */
  private List<String> fields(String before) {
    List<String> stages = List.of(before.split("[|;]", -1));
    for (int i = stages.size() - 2; i >= 0; i--) {
      List<String> words = List.of(stages.get(i).strip().replaceFirst("^/", "").split("\\s+", -1));
      if (words.getFirst().equals("pick")) {
        return words.subList(1, words.size());
      }
      if (!AS_THEY_ARE.contains(words.getFirst())) {
        return made(words);
      }
    }
    return FIELDS;
  }

  private List<String> made(List<String> words) {
    String second = words.size() > 1 ? words.get(1) : "";
    String told = commands
        .find(words.getFirst() + " " + second)
        .or(() -> commands.find(words.getFirst()))
        .flatMap(c -> c.spec().about(Spec.RETURNS))
        .or(() -> returned(words.getFirst(), second))
        .orElse("");
    List<String> fields = Stream.of(told.split(";", 2)[0].strip().split("\\s+", -1))
        .map(field -> field.replaceFirst("=.*", ""))
        .toList();
    return fields.contains("text") && fields.stream().allMatch(f -> f.matches("[A-Za-z_]+"))
        ? fields
        : FIELDS;
  }

  private Optional<String> returned(String device, String operation) {
    return devices.get().stream()
        .filter(d -> d.name().equals(device))
        .flatMap(d -> d.operations().stream())
        .filter(o -> o.name().equals(operation))
        .map(Operation::returns)
        .findFirst();
  }

  private List<Suggestion> mentions(String before) {
    String last = before.substring(before.lastIndexOf(' ') + 1);
    if (!last.startsWith("@")) {
      return List.of();
    }
    return named(last.substring(1)).stream()
        .map(name -> new Suggestion("@" + name, ""))
        .filter(s -> s.text().startsWith(last))
        .toList();
  }

  /** A volume, or a document of one. */
  private List<String> named(String begun) {
    return begun.indexOf('/') < 0 ? places.volumes() : places.documents(begun);
  }

  private void names(String slash, List<Suggestion> to) {
    for (String name : commands.firstWords()) {
      to.add(new Suggestion(
          slash + name,
          commands.find(name).map(c -> c.spec().operation().help()).orElse("")));
    }
    defined
        .get()
        .forEach((name, made) ->
            to.add(new Suggestion(slash + name, made.spec().operation().help())));
    devices.get().forEach(d -> to.add(new Suggestion(slash + d.name(), d.summary())));
  }

  private void builtin(String head, List<String> words, List<String> fields, List<Suggestion> to) {
    if (words.size() == 2) {
      for (String second : commands.secondWords(head)) {
        to.add(new Suggestion(
            second,
            commands
                .find(head + " " + second)
                .map(c -> c.spec().operation().help())
                .orElse("")));
      }
    }
    Optional<Spec> spec =
        commands.find(head + " " + words.get(1)).or(() -> commands.find(head)).map(Command::spec);
    String last = words.getLast();
    List<String> more = words.get(words.size() - 2).equals("--in")
        ? named(last)
        : switch (head) {
          case "where", "pick", "sort" -> fields;
          case "ls", "umount", "sync", "grep" -> named(last);
          case "cat" -> places.documents(last);
          case "mount", "save" -> places.files(last);
          default -> List.of();
        };
    more.forEach(text -> to.add(new Suggestion(text, "")));
    to.addAll(handles(words));
    if (last.startsWith("-") || to.isEmpty()) {
      spec.ifPresent(s ->
          s.flags().forEach(f -> to.add(new Suggestion("--" + f.name(), f.help()))));
    }
  }

  /** Numbers and names that the machine gave, for the words that take one. */
  private List<Suggestion> handles(List<String> words) {
    String before = words.get(words.size() - 2);
    String command = words.getFirst().replace("/", "") + " " + words.get(1);
    boolean third = words.size() == 3;
    return switch (command) {
      case "mem pin", "mem unpin", "mem drop", "mem load", "mem why" ->
        words.size() > 2 ? places.pages(words.getLast()) : List.of();
      case "mem policy" -> third ? places.known("policy") : List.of();
      case "cpu use", "cpu rm" -> third ? places.known("cpu") : List.of();
      case "session export" ->
        before.equals("--format")
            ? FORMATS.stream().map(format -> new Suggestion(format, "")).toList()
            : third ? places.known("session") : List.of();
      case "session resume", "session fork", "session replay" ->
        third ? places.known("session") : List.of();
      default -> before.equals("--policy") ? places.known("policy") : List.of();
    };
  }

  private void device(String head, List<String> words, List<Suggestion> to) {
    for (Peripheral device : devices.get()) {
      if (!device.name().equals(head)) {
        continue;
      }
      for (Operation operation : device.operations()) {
        if (words.size() == 2) {
          to.add(new Suggestion(operation.name(), operation.help()));
        } else if (operation.name().equals(words.get(1))) {
          for (Param param : operation.params()) {
            to.add(new Suggestion("--" + param.name() + "=", param.help()));
          }
        }
      }
    }
  }

  /** Whether a name runs something. */
  public boolean isKnown(String name) {
    return commands.isBuiltin(name)
        || defined.get().containsKey(name)
        || devices.get().stream().anyMatch(device -> device.name().equals(name));
  }
}
