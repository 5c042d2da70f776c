package chorale.bench;

import chorale.bench.cost.Fpga;
import chorale.bench.cost.FpgaChiplet;
import chorale.bench.cost.FpgaFamily;
import chorale.bench.cost.FpgaRouters;
import chorale.bench.cost.FpgaTable;
import chorale.bench.tools.Parallel;
import chorale.bench.tools.Table;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chorale study fpga}: what a router and a chiplet take of FPGAs. */
@Command(
    name = "fpga",
    description =
        "Place and route small routers on an iCE40, and map a chiplet that trains to ECP5 and"
            + " Xilinx 7: LUTs, DSPs, RAMs and, where it was placed, the frequency.")
final class StudyFpga implements Callable<Integer> {
  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-fpga.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/fpga",
      description = "folder for fpga.csv and for what the tools make (default: ${DEFAULT-VALUE})")
  private Path work;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      defaultValue = "docs/verilog.md",
      description = "page whose table is written anew (default: ${DEFAULT-VALUE})")
  private Path page;

  @Option(
      names = "--limit",
      paramLabel = "MINUTES",
      defaultValue = "30",
      description =
          "minutes after which a mapping by Yosys is given up as an error (default:"
              + " ${DEFAULT-VALUE})")
  private int limit;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var all = new ArrayList<Fpga>();
    var chiplet = FpgaChiplet.build();
    List<Fpga> mapped;
    try (var progress = Progress.onStandardError()) {
      progress.note("Routers on an iCE40 ..");
      all.addAll(FpgaRouters.placed(work));
      var jobs = new ArrayList<Callable<Fpga>>();
      for (FpgaFamily f : FpgaFamily.values()) {
        Path folder = work.resolve(f.title());
        jobs.add(() -> Fpga.map(chiplet.circuit(), f, folder, Duration.ofMinutes(limit)));
      }
      progress.note("%s for ECP5 and for Xilinx 7 ..".formatted(chiplet.circuit().top().name()));
      mapped = Parallel.inOrder(jobs, _ -> {});
    }
    all.addAll(mapped);
    writeTable(all);
    var promised = figures(chiplet, all);
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    if (Files.exists(page)) {
      String text = FpgaTable.in(Files.readString(page), chiplet, mapped);
      SafeFiles.writeText(page, out -> out.write(text));
    }
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private void writeTable(List<Fpga> all) throws IOException {
    Table.write(
        work.resolve("fpga.csv"),
        csv -> {
          csv.printRecord(
              "design", "device", "luts", "flip_flops", "dsps", "rams", "lut_rams", "fmax_mhz");
          for (Fpga f : all) {
            csv.printRecord(
                f.design(),
                f.device(),
                f.luts(),
                f.flipFlops(),
                f.dsps(),
                f.rams(),
                f.lutRams(),
                f.megahertz().map(m -> String.format(Locale.ROOT, "%.2f", m)).orElse(""));
          }
        });
  }

  private static Figures figures(FpgaChiplet chiplet, List<Fpga> all) {
    var figures = new Figures();
    figures.add("chiplet_multipliers", chiplet.elements(), "");
    figures.add("chiplet_lanes", chiplet.lanes(), "");
    figures.add("chiplet_memory_words", chiplet.words(), "");
    figures.add("chiplet_memory_bits", chiplet.memoryBits(), "bit");
    for (Fpga f : all) {
      String name =
          (f.device() + "_" + f.design()).toLowerCase(Locale.ROOT).replaceAll("\\W+", "_");
      if (f.megahertz().isPresent()) {
        figures.add(name + "_luts", f.luts(), "LC");
        figures.add(name + "_rams", f.rams(), "");
        figures.add(name + "_fmax", f.megahertz().get(), "MHz");
      } else {
        figures.add(name + "_luts", f.luts(), "LUT");
        figures.add(name + "_flip_flops", f.flipFlops(), "");
        figures.add(name + "_lut_rams", f.lutRams(), "");
        // A product of bf16 is one multiplication of 8 x 8 bits, and no larger one has two of them.
        figures.atLeast(name + "_dsps", f.dsps(), "", chiplet.elements());
        figures.atLeast(name + "_rams", f.rams(), "18 kbit", chiplet.leastRams());
        FpgaFamily.Device largest = FpgaFamily.titled(f.device()).device;
        figures.add(
            "%s_of_%s".formatted(name, largest.name().toLowerCase(Locale.ROOT).replace('-', '_')),
            100.0 * f.luts() / largest.luts(),
            "% LUT");
      }
    }
    return figures;
  }
}
