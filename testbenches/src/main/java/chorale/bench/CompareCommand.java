package chorale.bench;

import chorale.bench.compare.Comparison;
import chorale.bench.compare.Workbook;
import chorale.bench.tools.Writable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chorale compare}: results of runs side by side, as CSV and as a workbook. */
@Command(
    name = "compare",
    description = "Set the results of runs side by side: a table, CSV files and a workbook.",
    footer = {
      "",
      "Exit code: 0 done, 2 a folder holds no results.",
      "Examples:",
      "  chorale run examples/nop-tree-16.yaml",
      "  chorale run examples/nop-tree-16.yaml -D mapping.order=index -o out/index",
      "  chorale compare out/nop-tree-16 out/index -o out/compare"
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "folders with results of chorale run, the one to compare with first")
  private List<Path> folders;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "out/compare",
      description =
          "folder for compare.csv, settings.csv, compare.xlsx (default: ${DEFAULT-VALUE})")
  private Path output;

  @Override
  public Integer call() throws IOException {
    Writable.folder(output, "choose another --output");
    var comparison = Comparison.read(folders);
    System.out.print(comparison.text());
    comparison.writeQuantities(output.resolve("compare.csv"));
    comparison.writeSettings(output.resolve("settings.csv"));
    Workbook.write(comparison, output.resolve("compare.xlsx"));
    System.out.printf("%ncompare.csv, settings.csv and compare.xlsx are in %s%n", output);
    return 0;
  }
}
