package llmos.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.shell.cmd.HostFlags;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Reads the flags of the process; the only user of picocli. */
final class CommandLineFlags {
  private CommandLineFlags() {}

  /** The flags, or a fault of wrong usage. */
  static Flags parse(List<String> args) {
    CommandLine line = line();
    CommandLine.ParseResult result;
    try {
      result = line.parseArgs(Flags.outputFirst(args).toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new FaultException(
          new Fault(Errno.BAD_USAGE, String.valueOf(e.getMessage()), "llmos --help"), e);
    }
    Map<String, String> given = new LinkedHashMap<>();
    for (OptionSpec option : result.matchedOptions()) {
      boolean flag = option.type() == boolean.class;
      given.put(
          option.longestName().replaceFirst("^-+", ""), flag ? "" : option.<String>getValue());
    }
    List<String> words = result.matchedPositionalValue(0, List.<String>of());
    return new Flags(given, words);
  }

  /** The text of {@code --help}. */
  static String help() {
    return line().getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private static CommandLine line() {
    CommandSpec spec = CommandSpec.create().name("llmos");
    HostFlags.ALL.forEach(flag -> spec.addOption(
        flag.valued()
            ? value(flag.name(), flag.label(), flag.help())
            : flag(flag.name(), flag.help())));
    spec.addPositional(PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .index("0..*")
        .arity("0..*")
        .paramLabel("WORDS")
        .description(HostFlags.WORDS)
        .build());
    spec.usageMessage()
        .header(HostFlags.WHAT)
        .footer(
            "",
            "Without words it starts the prompt. Examples:",
            "  llmos mount docs",
            "  llmos ask 'what does the guide say about paging?'",
            "  llmos -c 'find paging | where score > 0.4 | pick doc text'",
            "  llmos help");
    return new CommandLine(spec)
        .setStopAtPositional(true)
        .setInterpolateVariables(false)
        .setExpandAtFiles(false);
  }

  private static OptionSpec flag(String name, String help) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .arity("0")
        .description(help)
        .build();
  }

  private static OptionSpec value(String name, String label, String help) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(help)
        .build();
  }
}
