package chorale.bench.compare;

import java.util.List;
import org.apache.poi.ss.usermodel.ConditionalFormattingThreshold.RangeType;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFColor;
import org.apache.poi.xssf.usermodel.XSSFSheet;

/** Colours that a spreadsheet gives to cells by their values. */
final class Formats {
  /** From blue to orange. */
  static final List<Integer> LOW_IS_GOOD = List.of(0x9ec5f4, 0xffffff, 0xf6b195);

  /** From orange to blue. */
  static final List<Integer> HIGH_IS_GOOD = List.of(0xf6b195, 0xffffff, 0x9ec5f4);

  /** From white to blue. */
  static final List<Integer> HEAT = List.of(0xffffff, 0xbcd6f5, 0x2a78d6);

  private Formats() {}

  /** Three colours from the least value to the largest. */
  static void scale(XSSFSheet sheet, CellRangeAddress range, List<Integer> colours) {
    var formats = sheet.getSheetConditionalFormatting();
    var rule = formats.createConditionalFormattingColorScaleRule();
    var scale = rule.getColorScaleFormatting();
    scale.setNumControlPoints(3);
    scale.getThresholds()[0].setRangeType(RangeType.MIN);
    scale.getThresholds()[1].setRangeType(RangeType.PERCENTILE);
    scale.getThresholds()[1].setValue(50d);
    scale.getThresholds()[2].setRangeType(RangeType.MAX);
    scale.setColors(colours.stream().map(Formats::colour).toArray(XSSFColor[]::new));
    formats.addConditionalFormatting(new CellRangeAddress[] {range}, rule);
  }

  /** A bar in each cell. */
  static void bars(XSSFSheet sheet, CellRangeAddress range) {
    var formats = sheet.getSheetConditionalFormatting();
    var rule = formats.createConditionalFormattingRule(colour(0x8db8ec));
    var bar = rule.getDataBarFormatting();
    bar.getMinThreshold().setRangeType(RangeType.NUMBER);
    bar.getMinThreshold().setValue(0d);
    bar.getMaxThreshold().setRangeType(RangeType.NUMBER);
    bar.getMaxThreshold().setValue(1d);
    formats.addConditionalFormatting(new CellRangeAddress[] {range}, rule);
  }

  /** A background where a formula holds. */
  static void where(XSSFSheet sheet, CellRangeAddress range, String formula) {
    var formats = sheet.getSheetConditionalFormatting();
    var rule = formats.createConditionalFormattingRule(formula);
    rule.createPatternFormatting().setFillBackgroundColor(colour(0xfde9a9));
    formats.addConditionalFormatting(new CellRangeAddress[] {range}, rule);
  }

  private static XSSFColor colour(int rgb) {
    return new XSSFColor(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb});
  }
}
