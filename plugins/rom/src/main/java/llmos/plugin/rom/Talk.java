package llmos.plugin.rom;

/** What the boot ROM says of itself. */
final class Talk {
  static final String GREETING =
      "Hi. I am llmos's boot ROM: no language model, but I can quote from documents that you mount"
          + " (/mount FOLDER). Say \"help\" for more.";

  static final String SELF = """
      I am rom, llmos's boot ROM: the CPU that needs no model. I am not a language model and I make nothing up.
      What I can do:
      - quote the sentences that answer a question from mounted documents, each with its citation: /mount FOLDER, then ask
      - find again what you told me earlier in this conversation
      - hand sums, dates and spelled-out device calls to the devices: 12*7+3 · what time is it in Tokyo? · calc eval 2^10
      For answers in its own words, give the machine a real model:
      - /cpu pull smollm2     a small one that runs in this process, offline
      - /cpu probe            finds a model server on this machine, such as Ollama or llama.cpp
      - /cpu add NAME --driver openai --url URL --model MODEL     any other server""";

  static final String NOTED = "Noted; it is kept in this conversation's memory.";

  static final String NOTHING_MOUNTED =
      "Nothing that answers this is in memory, and no passage of a mounted document came with it. I am no language model,"
          + " so I do not guess. Mount documents with /mount FOLDER and ask again.";

  static final String NO_CALC = "That is a sum, but no device named calc is attached.";

  private Talk() {}
}
