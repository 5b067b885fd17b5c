package llmos.kernel.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Progress;
import llmos.kernel.disk.Disk;

/**
 * Whether what stands in one block only is found there: made-up codes, addresses and names in blocks of made-up prose, asked for as they
 * stand and with one mistake.
 */
public final class NeedleBench {
  private static final int FOUND = 5;
  private static final int SENTENCES = 8; // of a block
  private static final String[] WORDS =
      ("the pump valve report harbour meeting contract engine garden window station delivery invoice summer river"
              + " bridge customer machine paper winter signal market letter office lesson kitchen factory concert"
              + " teacher village captain window colour weather picture holiday system number service company"
              + " checks moves keeps shows brings opens closes needs finds leaves starts covers under over near"
              + " after before without against between during small large quiet heavy early late common simple")
          .split(" ", -1);
  private static final String[] SIGNS =
      "公司 报告 城市 会议 天气 学生 老师 工作 时间 问题 计划 市场 技术 研究 生活 发展 我们 他们 已经 可以 进行 开始 完成 需要".split(" ", -1);

  /**
   * What was found.
   *
   * @param kind of needles; {@code all} for all
   * @param needles how many
   * @param exact the share found among the first five blocks, from 0 to 1
   * @param misspelt likewise with one mistake
   */
  public record Result(String kind, int needles, double exact, double misspelt) {}

  private final Map<String, int[]> counts = new LinkedHashMap<>(); // needles, found, found misspelt

  private NeedleBench() {}

  /**
   * Measures by words alone.
   *
   * @param needles how many, each in a block of its own
   * @param blocks of which so many hold nothing but prose
   * @param seed of the dice
   * @param home the folder of the shelf
   */
  public static List<Result> run(
      int needles, int blocks, long seed, Path home, Shelf.Machine machine, Progress progress)
      throws InterruptedException {
    if (needles > blocks) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "%d needles need as many blocks, not %d".formatted(needles, blocks),
          "bench needles --needles 1000 --blocks 10000");
    }
    Random dice = new Random(seed);
    List<Needle> all = new ArrayList<>();
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < blocks; i++) {
      String needle = "";
      if (i < needles) {
        all.add(Needle.of(i, dice));
        needle = all.getLast().sentence();
      }
      files.put("%06d.txt".formatted(i), prose(dice, i % 4 == 0, needle));
    }
    NeedleBench bench = new NeedleBench();
    try (Shelf shelf = new Shelf(home, machine)) {
      shelf.fill(files, progress);
      for (int i = 0; i < all.size(); i++) {
        progress.at("needles", i, all.size());
        bench.ask(shelf.disk(), all.get(i), "%06d.txt".formatted(i));
      }
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NO_SPACE, "the bench cannot write: " + e.getMessage(), ""), e);
    }
    int[] sums = Objects.requireNonNull(bench.counts.remove("all"));
    bench.counts.put("all", sums);
    return bench.counts.entrySet().stream().map(NeedleBench::result).toList();
  }

  /** A paragraph of eight sentences, the needle's among them. */
  private static String prose(Random dice, boolean chinese, String needle) {
    StringBuilder prose = new StringBuilder();
    String[] from = chinese ? SIGNS : WORDS;
    int at = dice.nextInt(SENTENCES);
    for (int i = 0; i < SENTENCES; i++) {
      if (i == at && !needle.isEmpty()) {
        prose.append(needle).append(' ');
      }
      for (int word = 0; word < 10; word++) {
        prose.append(from[dice.nextInt(from.length)]).append(chinese ? "" : " ");
      }
      prose.append(chinese ? "。" : ". ");
    }
    return prose.toString();
  }

  private void ask(Disk disk, Needle needle, String file) throws InterruptedException {
    boolean exact = finds(disk, needle.exact(), file);
    boolean misspelt = finds(disk, needle.misspelt(), file);
    for (String kind : List.of(needle.kind(), "all")) {
      int[] count = counts.computeIfAbsent(kind, k -> new int[3]);
      count[0]++;
      count[1] += exact ? 1 : 0;
      count[2] += misspelt ? 1 : 0;
    }
  }

  private static boolean finds(Disk disk, String question, String file)
      throws InterruptedException {
    return disk.search(new Disk.Query(question, List.of(), FOUND)).stream()
        .anyMatch(hit -> Shelf.file(hit).equals(file));
  }

  private static Result result(Map.Entry<String, int[]> kind) {
    int[] count = kind.getValue();
    return new Result(
        kind.getKey(), count[0], (double) count[1] / count[0], (double) count[2] / count[0]);
  }
}
