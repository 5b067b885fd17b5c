package llmos.plugin.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a line of mdoc macros, which may stand within one another: {@code .Op Fl v Ar file} is {@code [-v file]}. */
final class Mdoc {
  private static final Map<String, String> AROUND = Map.ofEntries(
      Map.entry("Op", "[]"),
      Map.entry("Bq", "[]"),
      Map.entry("Pq", "()"),
      Map.entry("Brq", "{}"),
      Map.entry("Aq", "<>"),
      Map.entry("Dq", "“”"),
      Map.entry("Qq", "\"\""),
      Map.entry("Sq", "‘’"),
      Map.entry("Ql", "‘’"));

  private static final Map<String, String> ALONE = Map.ofEntries(
      Map.entry("Oo", "["),
      Map.entry("Oc", "]"),
      Map.entry("Bo", "["),
      Map.entry("Bc", "]"),
      Map.entry("Po", "("),
      Map.entry("Pc", ")"),
      Map.entry("Do", "“"),
      Map.entry("Dc", "”"),
      Map.entry("So", "‘"),
      Map.entry("Sc", "’"),
      Map.entry("Qo", "\""),
      Map.entry("Qc", "\""),
      Map.entry("Ao", "<"),
      Map.entry("Ac", ">"),
      Map.entry("Ux", "UNIX"),
      Map.entry("Bx", "BSD"),
      Map.entry("Fx", "FreeBSD"),
      Map.entry("Nx", "NetBSD"),
      Map.entry("Ox", "OpenBSD"));

  /** They change the font of what follows, or nothing that shows. */
  private static final Set<String> SILENT = Set.of(
      ("Ar Cm Ic Pa Ev Va Vt Er Fa Ft Em Sy Li No Tn Ad An Cd Dv Ms Sx St Lb In Lk Mt Bf Ef Bk Ek Eo Ec"
              + " Xo Xc Fo Fc Fd Rs Re %A %B %D %J %N %O %P %R %T %V %U %I %Q %C At Lp Rv Ex Ud Hf")
          .split(" "));

  private static final String CLOSING = ".,:;)]?!";
  private static final String OPENING = "([";

  private final String name;
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> closing = new ArrayDeque<>();
  private boolean glued = true;

  private Mdoc(String name) {
    this.name = name;
  }

  /** Whether the name is that of a macro whose words stand in the line. */
  static boolean knows(String macro) {
    return AROUND.containsKey(macro)
        || ALONE.containsKey(macro)
        || SILENT.contains(macro)
        || Set.of("Nm", "Nd", "Fl", "Xr", "Ns", "Pf", "Ap", "Fn").contains(macro);
  }

  /** What the words say; {@code name} is that of the page, for {@code .Nm} without one. */
  static String line(List<String> words, String name) {
    Mdoc line = new Mdoc(name);
    int marks = words.size();
    while (marks > 1 && isMark(words.get(marks - 1))) {
      marks--;
    }
    for (int i = 0; i < marks; i++) {
      i = line.word(words, i);
    }
    // Marks at the end stand behind all brackets.
    line.closing.forEach(line::glue);
    words.subList(marks, words.size()).forEach(line::glue);
    return line.out.toString().strip();
  }

  /** Says the word, and gives the place of the last one that belonged to it. */
  private int word(List<String> words, int i) {
    String word = words.get(i);
    String next = i + 1 < words.size() ? words.get(i + 1) : "";
    switch (word) {
      case "Ns" -> glued = true;
      case "Ap" -> glue("'");
      case "Nd" -> say("–");
      case "Nm" -> say(next.isEmpty() || isMark(next) || knows(next) ? name : "");
      case "Fl" -> {
        say("-");
        glued = !next.isEmpty() && !isMark(next);
      }
      case "Xr" -> {
        boolean section = i + 2 < words.size() && words.get(i + 2).matches("\\d\\w*");
        say(Roff.plain(next) + (section ? "(" + words.get(i + 2) + ")" : ""));
        return i + (section ? 2 : 1);
      }
      case "Pf" -> {
        say(Roff.plain(next));
        glued = true;
        return i + 1;
      }
      case "Fn" -> {
        say(Roff.plain(next) + "(");
        glued = true;
        closing.push(")");
        return i + 1;
      }
      default -> other(word);
    }
    return i;
  }

  private void other(String word) {
    @Nullable String around = AROUND.get(word);
    @Nullable String alone = ALONE.get(word);
    if (around != null) {
      say(around.substring(0, 1));
      glued = true;
      closing.push(around.substring(1));
    } else if (alone != null) {
      boolean closes = "])”’>".contains(alone);
      glued |= closes;
      say(alone);
      glued = !closes && alone.length() == 1;
    } else if (!SILENT.contains(word)) {
      String plain = Roff.plain(word);
      glued |= isMark(plain);
      say(plain);
      glued = plain.length() == 1 && OPENING.contains(plain);
    }
  }

  private static boolean isMark(String word) {
    return word.length() == 1 && CLOSING.contains(word);
  }

  private void say(String word) {
    if (!word.isEmpty()) {
      out.append(glued || out.isEmpty() ? "" : " ").append(word);
      glued = false;
    }
  }

  private void glue(String word) {
    glued = true;
    say(word);
    glued = true;
  }
}
