package llmos.kernel.bench;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Something made up that stands in one block only, and two questions for it.
 *
 * @param kind error code, hash, address, part number, Chinese name or name
 * @param sentence what stands in the block
 * @param exact a question with it as it stands
 * @param misspelt a question with one letter wrong, missing, doubled or exchanged with its neighbour; of a Chinese name, the sign in the middle
 */
record Needle(String kind, String sentence, String exact, String misspelt) {
  private static final String CONSONANTS = "bcdfghklmnprstvwz";
  private static final String VOWELS = "aeiou";
  private static final String SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英玉萍红鹏辉玲慧建宁晨曦楠翔琳瑶彤睿轩";

  /** Kinds of needles, each as likely as any other. */
  static final List<String> KINDS =
      List.of("error code", "hash", "address", "part number", "chinese name", "name");

  /** The needle of this number; the same dice give the same one. */
  static Needle of(int number, Random dice) {
    String kind = KINDS.get(number % KINDS.size());
    return switch (kind) {
      case "error code" -> {
        String code = "ERR_%s_%04d".formatted(word(dice, 2).toUpperCase(Locale.ROOT), number);
        yield of(kind, code, "The import stopped with %s at noon.", "what is %s?", dice);
      }
      case "hash" -> {
        String hash = "%08x%08x%05x".formatted(dice.nextInt(), dice.nextInt(), number);
        yield of(kind, hash, "The build was made from commit %s.", "which build is %s", dice);
      }
      case "address" -> {
        String address = "%s.%s@%s.example".formatted(word(dice, 2), word(dice, 3), word(dice, 3));
        yield of(kind, address, "Write to %s about the delivery.", "who is %s?", dice);
      }
      case "part number" -> {
        String part = "%s-%05d-%s"
            .formatted(word(dice, 1).toUpperCase(Locale.ROOT), number * 7, word(dice, 1));
        yield of(kind, part, "The pump needs part %s.", "where is part %s used", dice);
      }
      case "chinese name" -> {
        String first = sign(SURNAMES, dice);
        String last = sign(GIVEN, dice);
        String name = first + sign(GIVEN, dice) + last;
        String misspelt = first + sign(GIVEN, dice) + last;
        String question = "主持了什么？";
        yield new Needle(kind, "会议由" + name + "主持。", name + question, misspelt + question);
      }
      default -> {
        String name = capital(word(dice, 3)) + " " + capital(word(dice, 4));
        yield of(kind, name, "The keys are with %s until spring.", "who is %s?", dice);
      }
    };
  }

  private static Needle of(
      String kind, String needle, String sentence, String question, Random dice) {
    return new Needle(
        kind,
        sentence.formatted(needle),
        question.formatted(needle),
        question.formatted(misspelt(needle, dice)));
  }

  private static String word(Random dice, int syllables) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      word.append(sign(CONSONANTS, dice)).append(sign(VOWELS, dice));
    }
    return word.append(sign(CONSONANTS, dice)).toString();
  }

  private static String sign(String of, Random dice) {
    return String.valueOf(of.charAt(dice.nextInt(of.length())));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** One letter or digit is wrong, missing, doubled, or exchanged with the next one. */
  private static String misspelt(String needle, Random dice) {
    int at = dice.nextInt(needle.length() - 1);
    while (!Character.isLetterOrDigit(needle.charAt(at))
        || !Character.isLetterOrDigit(needle.charAt(at + 1))) {
      at = dice.nextInt(needle.length() - 1);
    }
    String before = needle.substring(0, at);
    String after = needle.substring(at + 1);
    char c = needle.charAt(at);
    String wrong = Character.isDigit(c) ? String.valueOf((char) ('0' + (c - '0' + 3) % 10)) : "x";
    return switch (dice.nextInt(4)) {
      case 0 -> before + wrong + after;
      case 1 -> before + after;
      case 2 -> before + c + c + after;
      default -> before + after.charAt(0) + c + after.substring(1);
    };
  }
}
