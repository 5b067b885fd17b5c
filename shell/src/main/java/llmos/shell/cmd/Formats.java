package llmos.shell.cmd;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Near;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;

/** Records of text and text of records: {@code from to}. */
final class Formats {
  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "from format",
              "Makes records of the texts that come in: json, jsonl, csv, tsv, md.",
              call -> RecordReader.read(call.input(), format(call)),
              "say '{\"n\": 1} {\"n\": 2}' | from json | where n > 1",
              "cat - | from csv | sort price")
          .told("""
          format  json or jsonl: values one after another, an array gives its elements; csv or tsv: a line of names first; md: the rows of tables
          ->      a record for each object, row or line; what is no object is its text
          2       there is no such format, or the text is not of it; the message names the line
          5       there is no table in the markdown
          """),
      Commands.read(
              "to format",
              "Makes text of the records that come in: json, jsonl, csv, tsv, md.",
              call -> RecordWriter.write(call.input(), format(call)),
              "find paging | pick doc score | to csv",
              "ls docs | pick doc bytes | to md")
          .told("""
          format  json: one array; jsonl: a line for each; csv, tsv: a line of names, then one for each; md: a table
          ->      text, a record for each line
          2       there is no such format
          """));

  /** What text is read and written as. */
  enum Format {
    JSON,
    JSONL,
    CSV,
    TSV,
    MD
  }

  private Formats() {}

  private static Format format(Call call) {
    String name = call.word(0).toUpperCase(Locale.ROOT);
    return Arrays.stream(Format.values())
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(call));
  }

  private static FaultException unknown(Call call) {
    List<String> names = Arrays.stream(Format.values())
        .map(format -> format.name().toLowerCase(Locale.ROOT))
        .toList();
    String near = Near.hint(call.word(0).toLowerCase(Locale.ROOT), names);
    return new FaultException(
        Errno.BAD_USAGE,
        "there is no format '%s'%s; there are: %s"
            .formatted(call.word(0), near, names.stream().collect(Collectors.joining(", "))),
        call.spec().operation().examples().getFirst());
  }
}
