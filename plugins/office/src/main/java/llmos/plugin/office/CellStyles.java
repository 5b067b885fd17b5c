package llmos.plugin.office;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * How the cells of a workbook show their numbers.
 *
 * @param formats the format of each style
 * @param since1904 whether days are counted from 1904 and not from 1900
 */
record CellStyles(List<CellFormat> formats, boolean since1904) {
  private static final CellFormat GENERAL = new CellFormat("General");
  private static final String DAY = "yyyy-mm-dd";

  /**
   * The codes that a file does not spell out. A date in the reader's own order of day and month is shown as ISO 8601 has it, because
   * the file does not say whose order that is.
   */
  private static final Map<Integer, String> BUILT_IN = Map.ofEntries(
      Map.entry(1, "0"),
      Map.entry(2, "0.00"),
      Map.entry(3, "#,##0"),
      Map.entry(4, "#,##0.00"),
      Map.entry(9, "0%"),
      Map.entry(10, "0.00%"),
      Map.entry(11, "0.00E+00"),
      Map.entry(14, DAY),
      Map.entry(15, "d-mmm-yy"),
      Map.entry(16, "d-mmm"),
      Map.entry(17, "mmm-yy"),
      Map.entry(18, "h:mm AM/PM"),
      Map.entry(19, "h:mm:ss AM/PM"),
      Map.entry(20, "h:mm"),
      Map.entry(21, "h:mm:ss"),
      Map.entry(22, DAY + " h:mm"),
      Map.entry(37, "#,##0;-#,##0"),
      Map.entry(38, "#,##0;-#,##0"),
      Map.entry(39, "#,##0.00;-#,##0.00"),
      Map.entry(40, "#,##0.00;-#,##0.00"),
      Map.entry(45, "mm:ss"),
      Map.entry(46, "[h]:mm:ss"),
      Map.entry(47, "mm:ss"));

  static CellStyles none() {
    return new CellStyles(List.of(), false);
  }

  /** Those of the tree of a workbook's styles. */
  static CellStyles of(Element tree, boolean since1904) {
    Map<Integer, String> own = new HashMap<>();
    for (Element format : Xml.all(tree, "numFmt")) {
      own.put(Xml.number(format, "numFmtId", 0), Xml.attr(format, "formatCode"));
    }
    List<CellFormat> formats = new ArrayList<>();
    for (Element styles : Xml.all(tree, "cellXfs")) {
      for (Element format : Xml.children(styles, "xf")) {
        int id = Xml.number(format, "numFmtId", 0);
        formats.add(new CellFormat(own.getOrDefault(id, builtIn(id))));
      }
    }
    return new CellStyles(formats, since1904);
  }

  private static String builtIn(int id) {
    boolean day = (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    return day ? DAY : BUILT_IN.getOrDefault(id, "General");
  }

  /** A number as a cell of this style shows it. */
  String show(String raw, int style) {
    return (style < formats.size() ? formats.get(style) : GENERAL).show(raw, since1904);
  }
}
