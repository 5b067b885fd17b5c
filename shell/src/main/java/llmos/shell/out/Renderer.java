package llmos.shell.out;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Label;
import llmos.api.Visible;
import llmos.shell.lang.Failure;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Interpreter;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;

/** Draws the records of each pipeline, once, at its end; lines without a table are drawn as they come. */
public final class Renderer implements Interpreter.Sink {
  private static final int MOST_IN_TABLE = 5_000;
  private static final int PART = 8_192; // characters

  private final Format format;
  private final Sink out;
  private final Sink err;
  private final List<Map<String, Object>> pending = new ArrayList<>();
  private AnswerStream answer;

  /** Draws on {@code out}; what is no answer goes to {@code err}. */
  public Renderer(Format format, Sink out, Sink err) {
    this.format = format;
    this.out = out;
    this.err = err;
    this.answer = new AnswerStream(out);
  }

  @Override
  public Surroundings.Echo echo() {
    if (format != Format.TEXT) {
      return Surroundings.Echo.NONE;
    }
    answer = new AnswerStream(out);
    AnswerStream mine = answer;
    return new Surroundings.Echo() {
      @Override
      public void text(String piece) {
        mine.text(piece);
      }

      @Override
      public void pause() {
        if (out.terminal()) {
          mine.pause();
        }
      }

      @Override
      public boolean shown() {
        return mine.any();
      }
    };
  }

  @Override
  public void show(Flow flow) throws InterruptedException {
    switch (format) {
      case TEXT -> text(flow);
      case JSONL -> {
        for (Optional<Item> i = flow.next(); i.isPresent(); i = flow.next()) {
          out.line(Json.of(i.get().row()));
        }
      }
      case JSON -> json(flow);
      case TSV -> tsv(flow.drain());
    }
  }

  private void json(Flow flow) throws InterruptedException {
    pending.clear();
    for (Optional<Item> i = flow.next(); i.isPresent(); i = flow.next()) {
      pending.add(i.get().row());
    }
    out.line(value(pending));
    pending.clear();
  }

  /** One value also where a pipeline fails after its first records: they and the error. */
  private String failedValue(Failure failure) {
    Map<String, Object> error = Faults.row(failure);
    if (pending.size() == 1 && Answers.isAnswer(pending.getFirst())) {
      Map<String, Object> both = new LinkedHashMap<>(pending.getFirst());
      both.put("error", error);
      return Json.of(both);
    }
    List<Map<String, Object>> all = new ArrayList<>(pending);
    all.add(error);
    return Json.of(all.size() == 1 ? error : all);
  }

  private static String value(List<Map<String, Object>> rows) {
    boolean alone = rows.size() == 1 && Answers.isAnswer(rows.getFirst());
    return Json.of(alone ? rows.getFirst() : rows);
  }

  private void tsv(List<Item> items) {
    List<Map<String, Object>> rows = items.stream().map(Item::row).toList();
    List<String> fields = Table.fields(rows);
    if (!fields.isEmpty()) {
      out.line(fields.stream().map(Screen::line).collect(Collectors.joining("\t")));
    }
    for (Map<String, Object> row : rows) {
      out.line(fields.stream().map(f -> Cell.plain(row, f)).collect(Collectors.joining("\t")));
    }
  }

  private void text(Flow flow) throws InterruptedException {
    List<Map<String, Object>> table = new ArrayList<>();
    try {
      for (Optional<Item> i = flow.next(); i.isPresent(); i = flow.next()) {
        Item item = i.get();
        if (Answers.isAnswer(item.row())) {
          answer(item);
        } else if (!out.terminal() || isLine(item.row())) {
          line(item);
        } else {
          table.add(item.row());
          if (table.size() == MOST_IN_TABLE) {
            rows(table);
            table.clear();
          }
        }
      }
    } finally {
      rows(table);
      answer.end();
    }
  }

  private static boolean isLine(Map<String, Object> row) {
    return row.containsKey("text")
        && (row.size() == 1 || "man".equals(row.get("kind")) || isText(row));
  }

  private static boolean isText(Map<String, Object> row) {
    return Layout.of(row).filter(Layout::isText).isPresent() && !TopPicture.isWindow(row);
  }

  /** A line of a pipe as it is; on a terminal what the machine says of itself is broken between words. */
  private void line(Item item) throws InterruptedException {
    String text = Visible.of(item.text());
    if (out.terminal() && (isText(item.row()) || "man".equals(item.row().get("kind")))) {
      int room = out.columns().getAsInt() - 1;
      Iterator<String> lines =
          text.lines().flatMap(line -> Width.wrap(line, room).stream()).iterator();
      while (lines.hasNext()) {
        String line = lines.next();
        out.line(line);
        stopIfAsked();
      }
    } else {
      printed(text);
    }
  }

  /** A long text goes out in parts, so that Ctrl-C ends it. */
  private void printed(String text) throws InterruptedException {
    int from = 0;
    while (text.length() - from > PART) {
      int end = text.lastIndexOf('\n', from + PART) + 1;
      int to = end > from ? end : text.offsetByCodePoints(from, PART / 2);
      out.print(text.substring(from, to));
      from = to;
      if (Thread.currentThread().isInterrupted()) {
        out.line("");
      }
      stopIfAsked();
    }
    out.line(text.substring(from));
  }

  private static void stopIfAsked() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void rows(List<Map<String, Object>> rows) throws InterruptedException {
    if (rows.isEmpty()) {
      return;
    }
    Map<String, Object> first = rows.getFirst();
    if (rows.stream().allMatch(Passages::isHit)) {
      rows.forEach(row -> Passages.hit(row, out));
    } else if (rows.stream().allMatch(Passages::isSource)) {
      rows.forEach(row -> Passages.source(row, out));
    } else if (TopPicture.isPicture(rows)) {
      TopPicture.draw(rows, out);
    } else if (rows.stream().allMatch(WindowPicture::isPart)) {
      WindowPicture.draw(rows, out);
    } else if (rows.size() == 1 && first.containsKey("text") && Layout.of(first).isEmpty()) {
      printed(Visible.of(Item.of(first, Label.SYSTEM).text()));
    } else {
      Table.print(rows, out);
    }
  }

  private void answer(Item item) {
    if (!item.shown()) {
      answer = new AnswerStream(out);
      answer.text(item.text());
    }
    answer.end();
    List<String> sources = Answers.sources(item.row());
    if (!sources.isEmpty()) {
      out.line("");
    }
    sources.forEach(source -> source(Screen.line(source)));
    Answers.unsupported(item.row())
        .forEach(piece -> err.line(Style.YELLOW.of("unsupported: ", err) + Screen.line(piece)));
  }

  private void source(String line) {
    List<String> lines =
        out.terminal() ? Width.wrap(line, out.columns().getAsInt() - 1) : List.of(line);
    lines.forEach(part -> out.line(Style.DIM.of(part, out)));
  }

  @Override
  public void failed(Failure failure) {
    answer.end();
    switch (format) {
      case JSON -> out.line(failedValue(failure));
      case JSONL -> out.line(Json.of(Faults.row(failure)));
      case TEXT, TSV -> Faults.print(failure, err);
    }
    pending.clear();
  }
}
