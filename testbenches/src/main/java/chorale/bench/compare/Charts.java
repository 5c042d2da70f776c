package chorale.bench.compare;

import java.util.List;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xddf.usermodel.chart.AxisCrosses;
import org.apache.poi.xddf.usermodel.chart.AxisPosition;
import org.apache.poi.xddf.usermodel.chart.BarDirection;
import org.apache.poi.xddf.usermodel.chart.ChartTypes;
import org.apache.poi.xddf.usermodel.chart.LegendPosition;
import org.apache.poi.xddf.usermodel.chart.XDDFBarChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSourcesFactory;
import org.apache.poi.xssf.usermodel.XSSFChart;
import org.apache.poi.xssf.usermodel.XSSFSheet;

/** Charts that a spreadsheet draws from its cells. */
final class Charts {
  private static final int WIDTH = 6;
  private static final int HEIGHT = 18;

  private Charts() {}

  /** Columns of a table as bars, the names of its {@code rows} rows below. */
  static void bars(
      XSSFSheet sheet, String title, String unit, int row, int column, int rows, List<Integer> of) {
    var chart = chart(sheet, title, row, column);
    var data = data(chart, unit);
    var names = XDDFDataSourcesFactory.fromStringCellRange(sheet, cells(1, rows, 0, 0));
    for (int c : of) {
      var values = XDDFDataSourcesFactory.fromNumericCellRange(sheet, cells(1, rows, c, c));
      data.addSeries(names, values).setTitle(sheet.getRow(0).getCell(c).getStringCellValue(), null);
    }
    chart.plot(data);
  }

  /** Rows of a table as bars, the titles of its {@code columns} columns below. */
  static void rows(
      XSSFSheet sheet, String title, String unit, int column, int columns, List<Integer> of) {
    var chart = chart(sheet, title, 1, column);
    var data = data(chart, unit);
    var names = XDDFDataSourcesFactory.fromStringCellRange(sheet, cells(0, 0, 1, columns));
    for (int r : of) {
      var values = XDDFDataSourcesFactory.fromNumericCellRange(sheet, cells(r, r, 1, columns));
      data.addSeries(names, values).setTitle(sheet.getRow(r).getCell(0).getStringCellValue(), null);
    }
    chart.plot(data);
  }

  private static CellRangeAddress cells(int fromRow, int toRow, int fromColumn, int toColumn) {
    return new CellRangeAddress(fromRow, toRow, fromColumn, toColumn);
  }

  private static XSSFChart chart(XSSFSheet sheet, String title, int row, int column) {
    var drawing = sheet.createDrawingPatriarch();
    var place = drawing.createAnchor(0, 0, 0, 0, column, row, column + WIDTH, row + HEIGHT);
    var chart = drawing.createChart(place);
    chart.setTitleText(title);
    chart.setTitleOverlay(false);
    chart.getOrAddLegend().setPosition(LegendPosition.BOTTOM);
    return chart;
  }

  private static XDDFChartData data(XSSFChart chart, String unit) {
    var names = chart.createCategoryAxis(AxisPosition.BOTTOM);
    var values = chart.createValueAxis(AxisPosition.LEFT);
    values.setCrosses(AxisCrosses.AUTO_ZERO);
    values.setMinimum(0);
    if (!unit.isEmpty()) {
      values.setTitle(unit);
    }
    var data = (XDDFBarChartData) chart.createData(ChartTypes.BAR, names, values);
    data.setBarDirection(BarDirection.COL);
    data.setVaryColors(false);
    return data;
  }
}
