package llmos.shell.out;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a language of code has of words and signs, as far as colours need it.
 *
 * @param words its keywords
 * @param line what begins a comment up to the end of its line
 * @param block what begins a longer comment; empty if nothing does
 * @param end what ends that
 * @param quotes what strings stand between
 */
record CodeLanguage(Set<String> words, List<String> line, String block, String end, String quotes) {
  /** Changes: the first sign of a line tells what became of it. */
  static final CodeLanguage DIFF = new CodeLanguage(Set.of(), List.of(), "", "", "");

  private static final String CLIKE =
      "if else for while do switch case default break continue return new try catch finally throw this"
          + " super class interface enum extends implements static final const void true false null import package public private"
          + " protected int long short byte char float double boolean var";

  private static final String JAVA =
      CLIKE + " abstract assert instanceof native record sealed permits synchronized throws yield";
  private static final String C = CLIKE
      + " auto bool delete explicit extern friend goto inline namespace nullptr operator register signed"
      + " sizeof struct template typedef typename union unsigned using virtual volatile include define ifdef ifndef endif size_t";
  private static final String CSHARP = CLIKE
      + " abstract as async await base bool delegate event foreach get in internal is lock namespace"
      + " object out override partial readonly ref set string struct using virtual where";
  private static final String SCRIPT = CLIKE
      + " async await debugger delete export from function in instanceof let of typeof undefined"
      + " yield any as declare keyof namespace never number readonly string type unknown";
  private static final String GO =
      "break case chan const continue default defer else fallthrough for func go goto if import interface map"
          + " package range return select struct switch type var nil true false string int error bool byte";
  private static final String RUST =
      "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match"
          + " mod move mut pub ref return self Self static struct super trait true type unsafe use where while Some None Ok Err";
  private static final String KOTLIN = CLIKE
      + " as by companion data fun in init inline internal is it lateinit object open override"
      + " sealed suspend val when where def trait lazy match given func let guard struct protocol extension nil self";
  private static final String PHP = CLIKE
      + " array as echo elseif endif foreach function global isset list namespace require use";
  private static final String PYTHON =
      "and as assert async await break class continue def del elif else except False finally for from global"
          + " if import in is lambda match case None nonlocal not or pass raise return True try while with yield self";
  private static final String RUBY =
      "alias and begin break case class def do else elsif end ensure false for if in module next nil not or"
          + " redo rescue retry return self super then true undef unless until when while yield require attr_accessor";
  private static final String SHELL =
      "if then else elif fi for while until do done case esac in function return local export readonly set"
          + " unset shift exit echo cd trap source eval exec sudo";
  private static final String SQL =
      "select from where and or not in is null insert into values update set delete create table alter drop"
          + " index view primary key foreign references join left right inner outer full on group by order having limit offset union all"
          + " distinct as case when then else end exists between like with begin commit rollback default unique check integer text";
  private static final String LUA =
      "and break do else elseif end false for function goto if in local nil not or repeat return then true"
          + " until while case class data deriving instance let module of type where import";

  /** The language of a fence; empty where none is told, or one that we do not know. */
  static Optional<CodeLanguage> of(String info) {
    String name = info.strip().split("[\\s{,:]", 2)[0].toLowerCase(Locale.ROOT);
    return Optional.ofNullable(
        switch (name) {
          case "java", "groovy" -> slashes(JAVA, "\"'");
          case "c", "h", "cpp", "c++", "cc", "hpp", "objc", "arduino", "cuda", "glsl" ->
            slashes(C, "\"'");
          case "cs", "csharp", "c#", "dart" -> slashes(CSHARP, "\"'");
          case "js", "javascript", "jsx", "ts", "typescript", "tsx", "mjs", "json5", "jsonc" ->
            slashes(SCRIPT, "\"'`");
          case "go", "golang" -> slashes(GO, "\"'`");
          case "rust", "rs" -> slashes(RUST, "\"");
          case "kotlin", "kt", "scala", "swift" -> slashes(KOTLIN, "\"");
          case "php" -> slashes(PHP, "\"'");
          case "css", "scss", "less" -> slashes("important", "\"'");
          case "json", "jsonl" ->
            new CodeLanguage(words("true false null"), List.of(), "", "", "\"");
          case "python", "py", "python3" -> hashes(PYTHON, "\"'");
          case "ruby", "rb", "perl", "pl", "elixir", "julia", "r" -> hashes(RUBY, "\"'");
          case "sh", "bash", "zsh", "shell", "fish", "console", "dockerfile", "make", "makefile" ->
            hashes(SHELL, "\"'");
          case "yaml", "yml", "toml", "ini", "conf", "properties", "nix", "hcl", "terraform" ->
            hashes("true false null yes no on off", "\"'");
          case "diff", "patch" -> DIFF;
          case "sql", "postgres", "postgresql", "mysql", "sqlite", "plsql" -> sql();
          case "lua", "haskell", "hs", "elm", "ada", "vhdl" ->
            new CodeLanguage(words(LUA), List.of("--"), "", "", "\"");
          case "html", "xml", "svg", "vue", "svelte" ->
            new CodeLanguage(Set.of(), List.of(), "<!--", "-->", "\"");
          default -> null;
        });
  }

  private static CodeLanguage slashes(String words, String quotes) {
    return new CodeLanguage(words(words), List.of("//"), "/*", "*/", quotes);
  }

  private static CodeLanguage hashes(String words, String quotes) {
    return new CodeLanguage(words(words), List.of("#"), "", "", quotes);
  }

  private static CodeLanguage sql() {
    Set<String> words = new HashSet<>(words(SQL));
    words(SQL).forEach(word -> words.add(word.toUpperCase(Locale.ROOT)));
    return new CodeLanguage(Set.copyOf(words), List.of("--"), "/*", "*/", "'");
  }

  private static Set<String> words(String list) {
    return new HashSet<>(List.of(list.split(" ")));
  }
}
