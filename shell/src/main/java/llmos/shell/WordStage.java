package llmos.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Words;
import llmos.shell.lang.Node;
import llmos.shell.lang.Parser;

/** Makes a program of one command out of words that another program has split already; nothing is parsed again. */
final class WordStage {
  /** The program that says {@code $said} to the model. */
  static final Node.Program TALK = Parser.parse("ask $said");

  private WordStage() {}

  /** The program that runs these words; the first is the command. */
  static Node.Program of(List<String> words) {
    List<Node.Arg> args = new ArrayList<>();
    boolean flags = true;
    for (String word : words.subList(1, words.size())) {
      if (flags && word.equals("--")) {
        flags = false;
      } else if (flags && word.matches("--?[A-Za-z][A-Za-z0-9-]*(=(?s:.*))?")) {
        args.add(flag(word));
      } else {
        args.add(text(word));
      }
    }
    String source = String.join(" ", words.stream().map(Words::quote).toList());
    Node.Run run = new Node.Run(words.getFirst(), args, 0, source.length());
    return new Node.Program(source, List.of(new Node.Step(Node.Join.ALWAYS, List.of(run))));
  }

  private static Node.Arg flag(String word) {
    int equals = word.indexOf('=');
    String name = (equals < 0 ? word : word.substring(0, equals)).replaceFirst("^--?", "");
    return new Node.Flag(
        name, equals < 0 ? Optional.empty() : Optional.of(quoted(word.substring(equals + 1))));
  }

  private static Node.Arg text(String word) {
    return new Node.Text(List.of(new Node.Literal(word, true)));
  }

  private static Node.Arg quoted(String word) {
    return new Node.Text(List.of(new Node.Literal(word, false)));
  }
}
