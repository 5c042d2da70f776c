package chorale.bench;

import chorale.bench.cost.Fpga;
import chorale.bench.cost.FpgaRouters;
import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
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

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var all = new ArrayList<Fpga>();
    try (var progress = Progress.onStandardError()) {
      progress.note("Routers on an iCE40 ..");
      all.addAll(FpgaRouters.placed(work));
      var chiplet = Fpga.chiplet();
      for (var family : Fpga.Family.values()) {
        String name = family.name().toLowerCase(Locale.ROOT);
        progress.note("%s for %s ..".formatted(chiplet.top().name(), name));
        all.add(Fpga.map(chiplet, family, work.resolve(name)));
      }
    }
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
    var promised = figures(all);
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private static Figures figures(List<Fpga> all) {
    var figures = new Figures();
    for (Fpga f : all) {
      String name =
          (f.device() + "_" + f.design()).toLowerCase(Locale.ROOT).replaceAll("\\W+", "_");
      figures.add(name + "_luts", f.luts(), f.megahertz().isPresent() ? "LC" : "LUT");
      figures.add(name + "_rams", f.rams(), "");
      if (f.megahertz().isPresent()) {
        figures.add(name + "_fmax", f.megahertz().get(), "MHz");
      } else {
        figures.add(name + "_flip_flops", f.flipFlops(), "");
        figures.add(name + "_lut_rams", f.lutRams(), "");
        // 16 multipliers of 8 x 8 bits with sign and hidden bit are in the array alone.
        figures.atLeast(name + "_dsps", f.dsps(), "", 16);
      }
    }
    return figures;
  }
}
