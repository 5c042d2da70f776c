package chorale.bench.cost;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables of {@code docs/cost.md}. */
final class CostTables {
  private CostTables() {}

  static String routers(List<RouterCost> costs) {
    var table =
        new StringBuilder(
            "| router | cells | area, 1000 um2 | of it registers | flip-flops | gate equivalents"
                + " | worst path, ns | FO4 |\n"
                + "| --- | --: | --: | --: | --: | --: | --: | --: |\n");
    for (RouterCost c : costs) {
      table.append(
          line(
              "| %s | %d | %.0f | %.0f %% | %d | %.0f | %.2f | %.1f |%n",
              c.name(),
              c.cost().cells(),
              c.cost().area() / 1000,
              100 * c.cost().registerArea() / c.cost().area(),
              c.cost().flipFlops(),
              c.cost().gates(),
              c.cost().delay(),
              c.cost().inverters()));
    }
    return table.toString();
  }

  /** Of each design the fastest netlist, and the area of the smallest. */
  static String arrays(List<ArrayCost> costs) {
    var table =
        new StringBuilder(
            "| design | language | cells | area, 1000 um2 | flip-flops | worst path, ns | FO4 | MHz"
                + " | smallest: area, 1000 um2 | its path, ns |\n"
                + "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |\n");
    for (ArrayCost c : costs) {
      CellCost fastest = c.fastest();
      CellCost smallest = c.smallest();
      table.append(
          line(
              "| %s | %s | %d | %.1f | %d | %.2f | %.1f | %.0f | %.1f | %.2f |%n",
              c.design().name(),
              c.design().language(),
              fastest.cells(),
              fastest.area() / 1000,
              fastest.flipFlops(),
              fastest.delay(),
              fastest.inverters(),
              fastest.megahertz(),
              smallest.area() / 1000,
              smallest.delay()));
    }
    return table.toString();
  }

  static String paths(List<RouterCost> costs) {
    var list = new StringBuilder();
    for (RouterCost c : costs) {
      list.append("- ").append(c.name()).append(": `").append(c.path().text()).append("`\n");
    }
    return list.toString();
  }

  static String fpga(List<Ice40> fpga) {
    var table =
        new StringBuilder(
            "| router | logic cells | of the device | RAM blocks | MHz | cells around it |\n"
                + "| --- | --: | --: | --: | --: | --: |\n");
    for (Ice40 f : fpga) {
      table.append(
          line(
              "| %s | %d | %.0f %% | %d | %.1f | %d |%n",
              f.router(),
              f.logicCells(),
              100.0 * f.logicCells() / Ice40.DEVICE,
              f.ramBlocks(),
              f.megahertz(),
              f.pinCells()));
    }
    return table.toString();
  }

  /** What others have printed about theirs, beside the nearest of ours. */
  static String published(List<RouterCost> costs, List<Ice40> fpga) {
    var table =
        new StringBuilder(
            "| design | technology | as its authors print it | ours | how far it compares |\n"
                + "| --- | --- | --- | --- | --- |\n");
    row(
        table,
        "OpenSMART, 5 ports of 128 bits, 4 VCs x 1 flit, 2 stages [1]",
        "Nangate 15 nm",
        "2.5 GHz in a 5 x 5 mesh; 160 um x 160 um",
        find(costs, RouterDesign.LIKE_OPENSMART)
            .map(
                c ->
                    line(
                        "%.1f FO4, %.0f gate equivalents", c.cost().inverters(), c.cost().gates())),
        "not in units: neither FO4 nor the area of a NAND of its library is printed with it");
    row(
        table,
        "OpenSMART, one stage [1]",
        "Nangate 15 nm",
        "492 ps: buffer read 29 %, arbitration 24 %, crossbar 46 %",
        find(costs, RouterDesign.LIKE_OPENSMART)
            .map(RouterCost::parts)
            .map(
                s ->
                    line("buffer read %d %%, arbitration %d %%, after it %d %%", s[0], s[1], s[2])),
        "by share; after it comes the count of credits in ours");
    row(
        table,
        "FlooNoC with multicast and reduction [2]",
        "not seen",
        "router +16.5 % area (first version of the paper; 16.9 % in a later one)",
        find(costs, RouterDesign.MULTICAST)
            .flatMap(
                m ->
                    find(costs, RouterDesign.WITHOUT_MULTICAST)
                        .map(u -> line("%+.1f %%", 100 * (m.cost().area() / u.cost().area() - 1)))),
        "by ratio; ours is multicast alone, in place of one of two unicast VCs");
    row(
        table,
        "FlooNoC, first version [3]",
        "12 nm FinFET",
        "1.23 GHz, 629 Gb/s per link",
        find(costs, RouterDesign.WITHOUT_MULTICAST)
            .map(c -> line("%.1f FO4", c.cost().inverters())),
        "not comparable: the FO4 of its process is not printed, and wires are in its figure");
    row(
        table,
        "FlooNoC, 8 x 4 mesh [4]",
        "12 nm FinFET",
        "3.5 % of the area of a tile, 0.15 pJ/B/hop",
        Optional.of(""),
        "not comparable: no tile and no power here");
    row(
        table,
        "OpenSMART on an FPGA [1]",
        "VC709 (28 nm, LUTs of 6 inputs)",
        "140 MHz, down to 70 MHz with more ports",
        fpga.stream().findFirst().map(f -> line("%.1f MHz on an HX8K", f.megahertz())),
        "not comparable: 40 nm for low power, LUTs of 4 inputs");
    row(
        table,
        "Constellation",
        "",
        "no area or frequency found in its repository or papers",
        Optional.of(""),
        "");
    return table.toString();
  }

  private static Optional<RouterCost> find(List<RouterCost> costs, String name) {
    return costs.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private static void row(
      StringBuilder table,
      String design,
      String technology,
      String printed,
      Optional<String> ours,
      String comparison) {
    String here = ours.orElse("not measured");
    table.append(
        "| %s |\n".formatted(String.join(" | ", design, technology, printed, here, comparison)));
  }

  static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
  }
}
