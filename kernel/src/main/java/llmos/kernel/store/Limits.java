package llmos.kernel.store;

import java.time.Duration;

/**
 * All limits and defaults of the kernel, each with what it bounds. Weights that belong to one formula (of the ranking, of the
 * answer check) stand beside it.
 */
public final class Limits {
  // A turn

  /** Bursts of one turn: a model that has not finished by then goes round in circles. */
  public static final int ROUNDS = 25;

  /** Times that a model may make the same call in one turn. */
  public static final int SAME_CALLS = 3;

  /** How much of an answer a crash may cost. */
  public static final long CHECKPOINT_MILLIS = 2_000;

  /** A longer call is text that happens to look like one. */
  public static final int CALL_CHARS = 65_536;

  /** How long a device may take. */
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  /** Blocks that a search by the model brings. */
  public static final int SEARCH_BLOCKS = 5;

  /** Of a block, on the average; says how many fit into a quarter of the window. */
  public static final int READ_AHEAD_TOKENS = 150;

  /** Blocks read ahead for a question, whatever the window. */
  public static final int READ_AHEAD_FEWEST = 3;

  /** More blocks made answers no better. */
  public static final int READ_AHEAD_MOST = 24;

  /** Tokens of a CPU: less holds no turn beside the system page. */
  public static final int SMALLEST_WINDOW = 512;

  /** Kept free for the reply, but never more than a quarter of the window. */
  public static final int REPLY_TOKENS = 1024;

  /** Of a device in the system page: about twenty tokens. */
  public static final int TOOL_LINE_CHARS = 76;

  /** What leaves the window first, where nothing else was chosen. */
  public static final String POLICY = "worth";

  // Memory

  /** Tokens for pages; below it the invariants cannot be kept. */
  public static final int LEAST_BUDGET = 256;

  /** Tokens; a smaller head of a split text is of no use. */
  public static final int LEAST_HEAD = 64;

  /** A batch leaves one in so many tokens of the log's share free: fewer, and more of the log is read anew. */
  public static final int BATCH = 7;

  /** Tokens that are kept free for a stub, or for a line that tells of a page, where no batch leaves. */
  public static final int TOLD = 128;

  /** Stubs in the main log, and again in the current turn. */
  public static final int STUBS = 4;

  /** Words that a stub names of what left. */
  public static final int STUB_TERMS = 6;

  /** Of a page that is read for those words. */
  public static final int STUB_CHARS = 2_000;

  /** One token in so many of the window is for a written summary. */
  public static final int SUMMARY_SHARE = 32;

  /** Tokens of a written summary in a small window: fewer say nothing. */
  public static final int SUMMARY_TOKENS = 48;

  /** Pages that are summed up in one request. */
  public static final int SUMMARY_PAGES = 200;

  /** Requests for summaries after one turn: a conversation may have grown long before they were switched on. */
  public static final int SUMMARY_REQUESTS = 4;

  /** Requests for summaries that fail in a row, before none is asked for in this run. */
  public static final int SUMMARY_FAILURES = 3;

  /** For a CPU to let go of a summary when a turn begins. */
  public static final Duration GIVE_WAY = Duration.ofSeconds(2);

  /** A plugin's policy may take for one answer. */
  public static final long POLICY_MILLIS = 2_000;

  /** Times that a page which had to be asked for is passed over. */
  public static final int CREDIT = 3;

  /** Turns whose demand faults are looked at. */
  public static final int FAULT_TURNS = 8;

  /** Demand faults that are remembered. */
  public static final int FAULTS = 256;

  /** Of them, that are many; and half of them for pages that had been asked for before. */
  public static final int THRASHING = 8;

  /** Lines for the user that wait at a time. */
  public static final int NOTICES = 100;

  /** At a change while another llmos keeps writing to the same conversation. */
  public static final int ATTEMPTS = 100;

  /** Of a page that is kept because it says what shall always hold. */
  public static final int STANDING_TOKENS = 200;

  /** One token in so many of the window is for such pages. */
  public static final int STANDING_SHARE = 10;

  /** The last pages of a conversation that a policy may go by. */
  public static final int POLICY_PAGES = 2_000;

  /** Events that policies may go by; after so many more, of those before only the order of use is kept. */
  public static final int POLICY_EVENTS = 2_000;

  /** Page numbers between a call and its result. */
  public static final int PAIR_DISTANCE = 256;

  // Disk

  /** Of a file; a larger one is skipped, with a reason. */
  public static final int FILE_BYTES = 64 << 20;

  /** Of a file that readers see to say whether they can read it. */
  public static final int HEAD_BYTES = 4_096;

  /** A reader may take for one file. */
  public static final int READ_SECONDS = 60;

  /** Heap of the process that reads what is not light: a reader that needs more fails its file. */
  public static final int READER_MEGABYTES = 512;

  /** Of the text that is kept of a document. */
  public static final int DOCUMENT_CHARS = 32 << 20;

  /** Paragraphs, rows and the like of a document; what lies behind them is cut anew. */
  public static final int DOCUMENT_PARTS = 1 << 20;

  /** Kept of a document. */
  public static final int DOCUMENT_WARNINGS = 100;

  /** Bytes of a title, warning, path or list of paths between two processes. */
  public static final int NAMED = 65_536;

  /** Files written in one transaction of a mount. */
  public static final int BATCH_FILES = 1_000;

  /** Characters, likewise. */
  public static final int BATCH_CHARS = 4 << 20;

  /** A file younger than this may change again without a new time. */
  public static final int RACY_MILLIS = 2_000;

  /** Of a file. */
  public static final int SHOWN_WARNINGS = 3;

  /** Of a file of ignore rules. */
  public static final long IGNORE_BYTES = 1 << 20;

  /** Between two looks at files of which the system does not tell. */
  public static final int WATCH_SECONDS = 5;

  /** That watched files are quiet before they are compared. */
  public static final int WATCH_MILLIS = 300;

  /** Times that quiet which is waited for it. */
  public static final int WATCH_LONGEST = 10;

  /** Looks at characters that a regular expression has for a line. */
  public static final int GREP_STEPS = 10_000;

  /** And for each of its characters. */
  public static final int GREP_STEPS_EACH = 100;

  /** Words at which a block is full enough. */
  public static final int BLOCK_GOOD = 128;

  /** Words of a block at most: embedders read no more; an ideograph is one, a long run one for each twelve characters. */
  public static final int BLOCK_WORDS = 200;

  /** Of a heading that is kept in the trail. */
  public static final int HEADING_CHARS = 200;

  /** Blocks remembered because a search met them without a vector. */
  public static final int WANTED = 1_000;

  /** Blocks embedded between two looks at whether to stop. */
  public static final int VECTORS = 16;

  /** Of a question, that are searched for the names of documents. */
  public static final int NAMED_CHARS = 8_000;

  /** Blocks that a bench embeds between two looks at how far it is. */
  public static final int SHELF_VECTORS = 64;

  /** Hits that are scored anew before the best are shown. */
  public static final int FIRST_HITS = 50;

  /** Blocks that words bring into the sum. */
  public static final int CANDIDATES = 1_000;

  /** Likewise where there is no meaning to add. */
  public static final int WORDS_ALONE = 300;

  /** Blocks that meaning brings into it. */
  public static final int NEIGHBOURS = 300;

  /** That have a code, for it to be one that is looked for. */
  public static final int NEEDLE_BLOCKS = 10;

  /** Of a title that others may call a document by. */
  public static final int NAME_WORDS = 10;

  /** Of the documents of one name, the first ones. */
  public static final int NAMED_BLOCKS = 100;

  /** Best blocks whose names of other documents are followed. */
  public static final int LINK_SEEDS = 5;

  /** Of a question that are searched for. */
  public static final int STEMS = 200;

  /** Of an identifier or code that is indexed. */
  public static final int TERM_CHARS = 200;

  // Recall

  /** Between two pages of the same session. */
  public static final long SESSION_MILLIS = 4 * 3_600_000L;

  /** Wanted pages that did not fit, before no more are tried. */
  public static final int RECALL_MISSES = 50;

  /** Conversations whose index is kept open. */
  public static final int OPEN_CONVERSATIONS = 4;

  /** Pages of a conversation that are all scored; of a longer one, the best by words and by meaning. */
  public static final int ALL_PAGES = 5_000;

  // Devices, store, and what is shown

  /** Of a file whose change is shown before it is made. */
  public static final int CHANGED_BYTES = 1 << 20;

  /** Of those that leave, and of those that come. */
  public static final int CHANGED_LINES = 8;

  /** Of a line of it. */
  public static final int CHANGED_CHARS = 200;

  /** Of a call in a question. */
  public static final int ASKED_CHARS = 1200;

  /** Of a device's reply; the rest is cut. */
  public static final int RESULT_CHARS = 1 << 20;

  /** Of a device's reply. */
  public static final int RESULT_RECORDS = 10_000;

  /** Of lists and maps in a record. */
  public static final int RESULT_DEPTH = 16;

  /** For a device that was told to stop. */
  public static final long GRACE_MILLIS = 200;

  /** To wait for another llmos that writes the state file. */
  public static final int BUSY_MILLIS = 30_000;

  /** That ps still shows. */
  public static final int ENDED_JOBS = 16;

  /** For all jobs together, when the machine stops; one may be loading a model, which takes long on a busy machine. */
  public static final Duration JOBS_STOP = Duration.ofSeconds(20);

  /** Of the kernel log; one older file of this size is kept. */
  public static final long LOG_BYTES = 1 << 20;

  /** Of a session's title. */
  public static final int TITLE_CHARS = 60;

  /** Shown. */
  public static final int SESSIONS = 200;

  /** Characters shown on each side of a citation. */
  public static final int AROUND = 200;

  private Limits() {}
}
