package llmos.shell.cmd;

import java.io.InterruptedIOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Value;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/** Makes records of text, as it comes in and no faster than they are asked for. */
final class RecordReader {
  private RecordReader() {}

  static Flow read(Flow in, Formats.Format format) throws InterruptedException {
    return switch (format) {
      case JSON, JSONL -> new Rows(in, RecordReader::json);
      case CSV -> new Rows(in, text -> csv(text, ','));
      case TSV -> new Rows(in, text -> csv(text, '\t'));
      case MD -> markdown(in.drain());
    };
  }

  /** Values one after another; those of an array at the top are its elements. */
  private static Values json(Reader text) {
    JsonMapper mapper = JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
    JsonParser parser = mapper.createParser(text);
    return () -> {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.END_ARRAY
          || (token == JsonToken.START_ARRAY
              && parser.streamReadContext().getParent().inRoot())) {
        token = parser.nextToken();
      }
      return token == null
          ? Optional.empty()
          : Optional.of(row(mapper.readValue(parser, Object.class)));
    };
  }

  private static Values csv(Reader text, char separator) {
    CsvSchema header = CsvSchema.emptySchema().withHeader().withColumnSeparator(separator);
    CsvSchema schema = separator == ',' ? header : header.withoutQuoteChar();
    MappingIterator<Object> rows = CsvMapper.builder()
        .enable(CsvReadFeature.SKIP_EMPTY_LINES)
        .build()
        .readerFor(LinkedHashMap.class)
        .with(schema)
        .readValues(text);
    return () -> rows.hasNextValue() ? Optional.of(row(rows.nextValue())) : Optional.empty();
  }

  /** The records of a text that is open. */
  private interface Values {
    Optional<Map<String, Object>> next();
  }

  /** Opens a text. */
  private interface Opening {
    Values open(Reader text);
  }

  /** The records of a text. Used by one thread. */
  private static final class Rows implements Flow {
    private final Opening opening;
    private final Lines lines;
    private Optional<Values> values = Optional.empty();

    Rows(Flow in, Opening opening) {
      this.lines = new Lines(in);
      this.opening = opening;
    }

    @Override
    public Optional<Item> next() throws InterruptedException {
      try {
        if (values.isEmpty() && lines.areBlank()) {
          return Optional.empty();
        }
        Values all = values.orElseGet(() -> opening.open(lines));
        values = Optional.of(all);
        return all.next().map(row -> Item.of(row, lines.label));
      } catch (InterruptedIOException e) {
        lines.rethrow();
        return Optional.empty(); // not reached: it is thrown for what was kept
      } catch (JacksonIOException e) {
        lines.rethrow();
        throw wrong(e);
      } catch (JacksonException e) {
        throw wrong(e);
      }
    }

    private static FaultException wrong(JacksonException e) {
      int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
      int column = e.getLocation() == null ? -1 : e.getLocation().getColumnNr();
      String where = line < 1 ? "" : " in line %d, column %d".formatted(line, column);
      return new FaultException(
          new Fault(
              Errno.BAD_USAGE,
              "the text is not of this format%s: %s".formatted(where, e.getOriginalMessage()),
              "from takes json, jsonl, csv, tsv or md"),
          e);
    }
  }

  @SuppressWarnings("unchecked") // the mapper makes maps with names as keys
  private static Map<String, Object> row(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? (Map<String, Object>) map
        : Map.of("text", Value.show(value));
  }

  /** The texts of a flow, a line each, as characters. */
  private static final class Lines extends Reader {
    private final Flow in;
    private String line = "";
    private int at;
    private Label label = Label.SYSTEM;
    private Optional<RuntimeException> failed = Optional.empty();
    private boolean interrupted;

    Lines(Flow in) {
      this.in = in;
    }

    @Override
    public int read(char[] buffer, int from, int length) throws InterruptedIOException {
      if (at >= line.length() && !more()) {
        return -1;
      }
      int count = Math.min(length, line.length() - at);
      line.getChars(at, at + count, buffer, from);
      at += count;
      return count;
    }

    /** Whether all there is are blank lines, which are left out; to be asked before anything is read. */
    boolean areBlank() throws InterruptedIOException {
      while (line.isBlank()) {
        if (!more()) {
          return true;
        }
      }
      return false;
    }

    /** A parser may wrap what is thrown at it: it is kept here as it was. */
    private boolean more() throws InterruptedIOException {
      try {
        Optional<Item> item = in.next();
        if (item.isPresent()) {
          line = item.get().text() + "\n";
          at = 0;
          label =
              label.equals(item.get().label()) ? label : label.join(item.get().label());
        }
        return item.isPresent();
      } catch (InterruptedException e) {
        interrupted = true;
        throw new InterruptedIOException(e.getMessage());
      } catch (RuntimeException e) {
        failed = Optional.of(e);
        throw new InterruptedIOException(e.getMessage());
      }
    }

    void rethrow() throws InterruptedException {
      if (interrupted) {
        throw new InterruptedException();
      }
      if (failed.isPresent()) {
        throw failed.get();
      }
    }

    @Override
    public void close() {}
  }

  private static Flow markdown(List<Item> items) {
    String text = items.stream().map(Item::text).collect(Collectors.joining("\n"));
    Label label = Label.joinAll(items.stream().map(Item::label).toList());
    Tables tables = new Tables();
    Parser.builder()
        .extensions(List.of(TablesExtension.create()))
        .build()
        .parse(text)
        .accept(tables);
    if (!tables.any) {
      throw new FaultException(Errno.NOT_FOUND, "there is no table in this markdown", "");
    }
    return Flow.of(tables.rows.stream().map(row -> Item.of(row, label)).toList());
  }

  /** Collects the rows of all tables, under the names that stand in each table's first row. */
  private static final class Tables extends AbstractVisitor {
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private List<String> names = List.of();
    private boolean any;

    @Override
    public void visit(CustomBlock block) {
      if (block instanceof TableBlock) {
        any = true;
        names = List.of();
      }
      visitChildren(block);
    }

    @Override
    public void visit(CustomNode node) {
      if (!(node instanceof TableRow)) {
        visitChildren(node);
        return;
      }
      List<String> cells = new ArrayList<>();
      for (var cell = node.getFirstChild(); cell != null; cell = cell.getNext()) {
        Plain plain = new Plain();
        cell.accept(plain);
        cells.add(plain.text.toString().strip());
      }
      if (names.isEmpty()) {
        names = cells;
        return;
      }
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < Math.min(names.size(), cells.size()); i++) {
        row.put(names.get(i), cells.get(i));
      }
      rows.add(row);
    }
  }

  /** The text of a cell without its marks. */
  private static final class Plain extends AbstractVisitor {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void visit(Text node) {
      text.append(node.getLiteral());
    }

    @Override
    public void visit(Code node) {
      text.append(node.getLiteral());
    }
  }
}
