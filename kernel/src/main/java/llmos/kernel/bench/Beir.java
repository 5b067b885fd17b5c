package llmos.kernel.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.api.Errno;
import llmos.api.FaultException;
import tools.jackson.databind.JsonNode;

/**
 * A collection of documents with questions and what answers them, in a folder laid out as those of BEIR: {@code corpus.jsonl}, {@code
 * queries.jsonl} and {@code qrels.tsv}; or {@code spans.jsonl} in place of the last two.
 *
 * @param documents in the order of the file
 * @param questions those that have a right answer, in the order of their file
 */
record Beir(List<Text> documents, List<Asked> questions) {
  private static final String MANUAL = "man bench retrieval";

  /** A document; the title may be empty. */
  record Text(String id, String title, String text) {}

  /** A question: the documents that answer it with their worth, or the place of the answer. */
  record Asked(String id, String text, Map<String, Integer> relevant, Optional<Place> place) {}

  /** Where an answer stands in the text of a document, in code points; {@code answer} is what stands there. */
  record Place(String doc, int start, int end, String answer) {}

  private record Judged(String question, String document, int worth) {}

  /**
   * Reads a folder.
   *
   * @throws FaultException NO_FILE if one of the files is not there; BAD_USAGE with file and line for one that is none of these, and
   *     for an unknown document or question
   */
  static Beir read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FaultException(Errno.NO_FILE, "no such folder: " + folder, MANUAL);
    }
    Path corpus = folder.resolve("corpus.jsonl");
    List<Text> documents = JsonLines.read(
        corpus,
        MANUAL,
        line -> new Text(
            JsonLines.word(line, "_id"),
            line.path("title").asString("").strip(),
            JsonLines.word(line, "text")));
    Set<String> ids = new HashSet<>();
    for (Text document : documents) {
      if (!ids.add(document.id())) {
        throw broken(corpus, "has two documents \"%s\"".formatted(document.id()));
      }
    }
    Path spans = folder.resolve("spans.jsonl");
    List<Asked> questions =
        Files.exists(spans) ? withPlaces(spans, ids) : withDocuments(folder, ids);
    if (questions.isEmpty()) {
      throw broken(folder, "has no question with an answer");
    }
    return new Beir(documents, questions);
  }

  private static List<Asked> withPlaces(Path spans, Set<String> ids) {
    return JsonLines.read(spans, MANUAL, line -> {
      Place place = new Place(
          known(JsonLines.word(line, "doc"), ids, "document"),
          number(line, "start"),
          number(line, "end"),
          JsonLines.word(line, "answer"));
      if (place.start() < 0 || place.end() <= place.start() || place.answer().isBlank()) {
        throw new IllegalArgumentException("its answer is empty");
      }
      return new Asked(JsonLines.word(line, "id"), question(line), Map.of(), Optional.of(place));
    });
  }

  private static String question(JsonNode line) {
    String text = JsonLines.word(line, "text");
    if (text.isBlank()) {
      throw new IllegalArgumentException("nothing is asked in its \"text\"");
    }
    return text;
  }

  private static int number(JsonNode line, String field) {
    return Optional.ofNullable(line.get(field))
        .filter(JsonNode::canConvertToInt)
        .map(JsonNode::asInt)
        .orElseThrow(() -> new IllegalArgumentException("it has no number \"" + field + "\""));
  }

  private static String known(String id, Set<String> ids, String kind) {
    if (!ids.contains(id)) {
      throw new IllegalArgumentException("there is no %s \"%s\"".formatted(kind, id));
    }
    return id;
  }

  private static List<Asked> withDocuments(Path folder, Set<String> ids) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonLines.read(
        folder.resolve("queries.jsonl"),
        MANUAL,
        line -> texts.put(JsonLines.word(line, "_id"), question(line)) == null);
    Map<String, Map<String, Integer>> relevant = new HashMap<>();
    for (Judged judged : judged(folder.resolve("qrels.tsv"), texts.keySet(), ids)) {
      if (judged.worth() > 0) {
        relevant
            .computeIfAbsent(judged.question(), q -> new LinkedHashMap<>())
            .put(judged.document(), judged.worth());
      }
    }
    List<Asked> questions = new ArrayList<>();
    texts.forEach((id, text) -> {
      if (relevant.containsKey(id)) {
        questions.add(new Asked(id, text, relevant.get(id), Optional.empty()));
      }
    });
    return questions;
  }

  private static List<Judged> judged(Path file, Set<String> questions, Set<String> documents) {
    List<Optional<Judged>> lines = JsonLines.lines(file, MANUAL, line -> {
      String[] fields = line.split("\t", -1);
      if (fields.length != 3) {
        throw new IllegalArgumentException(
            "question, document and worth with tabs between them; found %d fields"
                .formatted(fields.length));
      }
      if (fields[0].equals("query-id")) {
        return Optional.empty();
      }
      return Optional.of(new Judged(
          known(fields[0], questions, "question"),
          known(fields[1], documents, "document"),
          Integer.parseInt(fields[2].strip())));
    });
    return lines.stream().flatMap(Optional::stream).toList();
  }

  private static FaultException broken(Path where, String what) {
    return new FaultException(Errno.BAD_USAGE, "%s %s".formatted(where, what), MANUAL);
  }
}
