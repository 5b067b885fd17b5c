package llmos.kernel.bench;

import java.util.Random;

/** Made-up text: the same for the same seed. The word of rank n is about as frequent as 1/n, as in real text. */
final class Prose {
  private static final int WORDS = 50_000; // that there are
  private static final int PARAGRAPH = 150; // words
  private static final String SYLLABLES =
      "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu";

  private final Random dice;
  private final String[] syllables = SYLLABLES.split(" ", -1);

  Prose(long seed) {
    this.dice = new Random(seed);
  }

  String word() {
    int rank = (int) Math.pow(WORDS, dice.nextDouble());
    StringBuilder word = new StringBuilder();
    for (int left = rank; left > 0; left /= syllables.length) {
      word.append(syllables[left % syllables.length]);
    }
    return word.toString();
  }

  String words(int count) {
    StringBuilder words = new StringBuilder(word());
    for (int i = 1; i < count; i++) {
      words.append(' ').append(word());
    }
    return words.toString();
  }

  /** A paragraph that is one block. */
  String paragraph() {
    return words(PARAGRAPH);
  }
}
