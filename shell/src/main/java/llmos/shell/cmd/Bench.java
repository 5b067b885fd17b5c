package llmos.shell.cmd;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.RetrievalTrial;
import llmos.kernel.Trial;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Surroundings;

/** Measuring the machine: {@code bench}. */
final class Bench {
  static final List<Command> COMMANDS = List.of(
      Commands.write(
              "bench_ residency trace/ --window= [--policy=] [--counter=] [--fresh] [--gold=/] [--out=/] [--words-only] [--no-read-ahead]",
              "Measures which turns of recorded conversations are in the window when something is asked.",
              Bench::residency,
              "bench residency chat.trace.jsonl --gold chat.gold.jsonl --window 300 --counter words",
              "bench residency chat.trace.jsonl --gold chat.gold.jsonl --window 300 --policy belady")
          .told("""
      trace          a JSON object a line: {"event":"conversation","id"}, {"event":"turn","id","session","time","speaker","text"} or {"event":"ask","id","text"}
      window         tokens of the window, all of them for pages; at least 256
      policy         what leaves first (worth); mem policy lists them; belady knows the gold and is the bound for all others
      counter        words: a token is 1.3 times the words, rounded up, so that results of different models compare; else as the CPU counts
      fresh          each question starts from the state before any question
      gold           a JSON object a line: {"id","category","evidence":[turn ids]}
      out            a file that gets a line for each question: {"id","resident","tokens","cached","pageins","ms"}
      words-only     chooses what is brought in for a question by words alone; else each page gets its vectors first, which are kept
      no-read-ahead  brings no pages in for a question
      ->             category calls all_evidence recall token_recall tokens uncached cost pageins text; the last row is for all requests, those of plain turns too; cost is in tokens at the price of input, where a provider's cache takes 1.25 times that to write up to the tail and 0.1 times to read
      1              a file is not there or cannot be written, or there is no such policy
      2              a line of a file is none of these, or the window is too small
      4              a word of the line came from a document
      | measured     LoCoMo, 997 questions: all evidence % (multi-hop %) by window, each asked of a server that holds no prefix of the conversation
      | 1000         86.0 (40.1)
      | 2000         91.3 (60.6)
      | 4000         95.1 (76.1)
      | 8000         98.0 (89.4)
      | by           bench residency locomo.trace.jsonl --gold locomo.gold.jsonl --fresh --window N --counter words
      | online       each asked along the way, at 4,000: 92.1 % at 291 uncached tokens a call, which cost 579
      | by-online    bench residency locomo-online.trace.jsonl --gold locomo-online.gold.jsonl --window 4000 --counter words
      | meetings     QMSum, 237 questions, likewise: % of the tokens of what answers them (% that are there as a whole)
      | at-2000      64.2 (47.3)
      | at-4000      80.5 (66.7)
      | tuned        on these conversations: take them as what is possible there
      """),
      Commands.write(
              "bench_ retrieval folder/ [--most=|-k] [--run=/] [--words-only] [--without=]",
              "Measures how well and how fast the disk finds what answers the questions of a collection.",
              Bench::retrieval,
              "bench retrieval collection --words-only",
              "bench retrieval collection --words-only --without needles,second-hop --run run.trec")
          .told("""
      folder      a collection laid out as those of BEIR: corpus.jsonl ({"_id","title","text"}), queries.jsonl ({"_id","text"}) and qrels.tsv (query-id, corpus-id and score with tabs between them, under a line that says so); or, in place of the last two, spans.jsonl ({"id","text","doc","start","end","answer"}) with the place of each answer in characters
      most        documents of a ranking (100); at least 10
      run         a file for the rankings, in the format of TREC
      words-only  by words alone; else each block gets its vector first, which takes minutes and is kept
      without     steps of the search to leave out, with commas: vectors, needles, titles, second-hop
      ->          measure value questions documents blocks vectors p50 p95 text: first the size, then ndcg@10, recall@5, recall@10, recall@100 and all-gold@10 (hits@1, hits@5 and hits@10 of blocks that hold the whole answer, where places are given), then milliseconds of a search whose question is embedded, and of one of the index by words with nothing around it
      1           a file is not there, or cannot be written
      2           a line of a file is none of these, or names what is not there; or there is no such step
      4           a word of the line came from a document
      | measured    with all steps and vectors, the same settings for all; by words only in brackets
      | scifact     train, 809 claims, 5,183 abstracts: ndcg@10 .770 (.708)
      | hotpotqa    100 questions of two hops, 994 paragraphs: all-gold@10 99 % (97 %); 89 % without second-hop
      | covidqa     380 questions, 49 papers, places given: hits@5 86.3 % (78.9 %)
      | by          bench retrieval FOLDER
      | documents   each becomes a file: Markdown under its title, or plain text if it has none; they are kept in bench in the home, which may be removed at any time
      """),
      Commands.write(
              "bench_ needles [--needles=] [--blocks=] [--seed=]",
              "Measures whether what stands in one block only is found: made-up codes, hashes, addresses, part numbers and names.",
              Bench::needles,
              "bench needles --needles 12 --blocks 60")
          .told("""
      needles  how many (1000), each in a block of its own
      blocks   of made-up English and Chinese prose, those included (10000)
      seed     of the dice (1): the same one makes the same blocks
      ->       kind needles exact misspelt text: the share found among the first five blocks by words alone, asked for as it stands, and with one letter wrong, missing, doubled or exchanged (of Chinese names, another sign in the middle); the last row is for all
      1        there is no room for the blocks
      2        more needles than blocks
      4        a word of the line came from a document
      | measured  1,000 needles in 10,000 blocks: all found, exact and misspelt
      | by        bench needles
      """),
      Commands.write(
              "bench_ memory [--pages=]",
              "Measures how fast the window of a process of many pages is.",
              Bench::memory,
              "bench memory --pages 2000")
          .told("""
      pages   of the process (10000); they go to a temporary state file, about 1 GB for a million
      ->      step calls per_second p50 p95 p99 text: milliseconds for fill, open, admit (a turn, on disk), evict (those of them that make others leave), commit (the bare one of a turn's bytes), render (the prompt), fault (an old page by its number); the last row has the heap in use, in MiB
      1       there is no room for the state file
      2       fewer than 100 pages
      4       a word of the line came from a document
      | measured  a million pages, two cores, 512 MiB of heap allowed, p95 in ms: fault 0.9, render 0.1, a turn 1.3 beside a bare commit of 0.5; one in forty makes others leave, in 16 (p50); opened in 31; 33 MiB of heap in use
      | by        bench memory --pages 1000000
      """),
      Commands.write(
              "bench_ disk [--mb=] [--vectors] [--embed=]",
              "Measures how fast mounting and searching is at a size, beside Lucene alone.",
              Bench::disk,
              "bench disk --mb 1 --vectors")
          .told("""
      mb       megabytes of made-up text to mount (10), in files of 64 KB; they go to a temporary folder with some five times that
      vectors  gives each block a vector that is made up at no cost, and searches by these too
      embed    has so many blocks embedded by the real embedder (0), and in turns with that the same texts without the disk
      ->       step calls per_second p50 p95 p99 text: bare index, bare words, bare search and bare hybrid are Lucene as it comes, with the same paragraphs and queries beside it, and the text of ten hits; mount (blocks, until words are found), vectors (blocks), words (ten hits with their text by the words of the question alone), search (all steps but vectors), hybrid (all, without embedding the question), change (a file, until it is found), remount (nothing new), open (the store and index, and the first search), embedded and bare embedder (blocks, with --embed); the last rows have sizes in MiB
      1        there is no room for the files, something that was mounted is not found, or no plugin embeds and --embed asks for it
      2        less than a megabyte
      4        a word of the line came from a document
      | measured  1,000 MB, 1,229,441 blocks, two cores, 512 MiB of heap allowed: mount 5,700 blocks a second beside 8,500 of Lucene alone, vectors 5,100; p95 in ms: search 6 beside 3, hybrid 52, open and first search 81, remount 330; a change is found in 400 (p50); 2.7 GB on disk. 20 MB, 24,652 blocks: p50 in ms: search 2.6 beside 0.7, hybrid 6, open 31
      | by        bench disk --mb 1000 --vectors
      """));

  private Bench() {}

  private static Flow residency(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    String counter = call.flag("counter").orElse("");
    if (!counter.isEmpty() && !counter.equals("words")) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "--counter takes 'words', not '%s'".formatted(counter),
          call.spec().usage());
    }
    String window = call.flag("window")
        .orElseThrow(() -> new FaultException(
            Errno.BAD_USAGE,
            "bench residency needs --window TOKENS",
            call.spec().usage()));
    return Flow.of(call.around()
        .kernel()
        .benches()
        .residency(new Trial(
            Path.of(call.word(0)),
            file(call, "gold"),
            file(call, "out"),
            call.number(window, 256),
            call.flag("policy").orElse("worth"),
            !counter.isEmpty(),
            call.has("fresh"),
            ahead(call))));
  }

  private static Flow retrieval(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    int most = call.number(call.flag("most").orElse("100"), 10);
    List<String> without =
        call.flag("without").map(list -> Arrays.asList(list.split("[,\n]"))).orElse(List.of());
    try (Surroundings.Gauge gauge = call.around().progress()) {
      return Flow.of(call.around()
          .kernel()
          .benches()
          .retrieval(
              new RetrievalTrial(
                  Path.of(call.word(0)), most, file(call, "run"), call.has("words-only"), without),
              gauge));
    }
  }

  private static Flow needles(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    int needles = call.number(call.flag("needles").orElse("1000"), 1);
    int blocks = call.number(call.flag("blocks").orElse("10000"), 1);
    int seed = call.number(call.flag("seed").orElse("1"), 0);
    try (Surroundings.Gauge gauge = call.around().progress()) {
      return Flow.of(call.around().kernel().benches().needles(needles, blocks, seed, gauge));
    }
  }

  private static Flow memory(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    int pages = call.number(call.flag("pages").orElse("10000"), 100);
    return Flow.of(call.around().kernel().benches().memory(pages));
  }

  private static Flow disk(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    int megabytes = call.number(call.flag("mb").orElse("10"), 1);
    int embed = call.number(call.flag("embed").orElse("0"), 0);
    try (Surroundings.Gauge gauge = call.around().progress()) {
      return Flow.of(
          call.around().kernel().benches().disk(megabytes, call.has("vectors"), embed, gauge));
    }
  }

  private static Trial.Ahead ahead(Call call) {
    if (call.has("no-read-ahead")) {
      return Trial.Ahead.NONE;
    }
    return call.has("words-only") ? Trial.Ahead.WORDS : Trial.Ahead.MEANING;
  }

  private static Optional<Path> file(Call call, String flag) {
    return call.flag(flag).map(Path::of);
  }
}
