package chorale.bench;

import chorale.bench.arrays.ArithmeticStudy;
import chorale.bench.arrays.ArrayShape;
import chorale.bench.arrays.ArrayUtilisation;
import chorale.bench.arrays.LockStep;
import chorale.bench.arrays.ShapeStudy;
import chorale.bench.arrays.TileStudy;
import chorale.bench.tools.Table;
import chorale.bench.train.AttentionStudy;
import chorale.bench.train.ExpertStudy;
import chorale.chiplet.array.Datapath;
import chorale.workload.TraceReader;
import chorale.workload.train.AttentionData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study arrays}: cycles, utilisation and bits of systolic arrays. */
@Command(
    name = "arrays",
    description =
        "Runs GEMMs on the RTL of systolic arrays and holds their cycles against closed forms, those of"
            + " a simulator included.",
    footer = {
      "",
      "Shapes of your own: a CSV file with the columns shape,m,n,k,dataflow,rows,columns,",
      "and arrays if they are tiles; dataflow ws or os; the RTL of each size of array is built when it is first needed.",
      "  chorale study arrays --shapes my.csv"
    })
final class StudyArrays implements Callable<Integer> {
  private static final int PROGRAMS = 1000;
  private static final List<int[]> SIZES =
      List.of(
          new int[] {4, 4, 1},
          new int[] {8, 8, 1},
          new int[] {6, 3, 1},
          new int[] {4, 4, 2},
          new int[] {3, 4, 4});
  private static final double STEADY = 0.98;
  private static final double BATCH = 0.9;
  private static final int CHIPLETS = 4;
  private static final int LANES = 8;
  private static final int PACKET_WORDS = 8;
  private static final int INNER = 32;
  private static final int TOKENS = 64;
  private static final int HIDDEN = 64;
  private static final int HEADS = 8;
  private static final int KV_HEADS = 2;
  private static final int HEAD = 8;
  private static final int TRACE_LAYER = 2;
  private static final int TRACE_TOKENS = 128;
  private static final int TRACE_TOP_K = 6;
  private static final int TRACE_EXPERTS = 64;
  private static final long SEED = 20_260_101;

  @Option(
      names = "--shapes",
      paramLabel = "FILE",
      description = "run these shapes only, against the closed forms")
  private Path shapes;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      defaultValue = "examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz",
      description = "tokens of the experts (default: ${DEFAULT-VALUE})")
  private Path trace;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "100000000",
      description = "random operands for each unit of arithmetic (default: ${DEFAULT-VALUE})")
  private long pairs;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-arrays.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/arrays",
      description =
          "folder for shapes.csv, utilisation.csv and Verilog (default: ${DEFAULT-VALUE})")
  private Path work;

  @Mixin private CacheOption cache;

  @Override
  public Integer call() throws IOException {
    if (pairs < 1) {
      throw new IOException("--pairs is " + pairs + ": write 1 or more");
    }
    Path verilog = work.resolve("verilog");
    Files.createDirectories(work);
    var promised = new Figures();
    var wanted = shapes == null ? ArrayShape.reference() : ArrayShape.read(shapes);
    try (var progress = Progress.onStandardError()) {
      progress.begin(wanted.size() + " shapes", " shapes", wanted.size());
      var rows = ShapeStudy.run(wanted, verilog, cache.folder, n -> progress.at(n, ""));
      shapeFigures(promised, rows);
      if (shapes == null) {
        utilisation(promised, progress, verilog);
        progress.begin(PROGRAMS + " programs on both datapaths", " programs", PROGRAMS);
        promised.exactly(
            "lockstep_mismatches",
            LockStep.mismatches(
                PROGRAMS, SIZES, verilog, cache.folder, SEED, n -> progress.at(n, "")),
            "",
            0);
        promised.add("lockstep_programs", PROGRAMS, "");
        tiles(promised, progress, verilog);
        experts(promised, progress, verilog);
        attention(promised, progress, verilog);
        arithmetic(promised, progress, verilog);
      }
    }
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private void tiles(Figures promised, Progress progress, Path verilog) throws IOException {
    var wanted = TileStudy.shapes(SEED);
    progress.begin(wanted.size() + " shapes on tiles", " shapes", wanted.size());
    var rows = ShapeStudy.run(wanted, verilog, cache.folder, n -> progress.at(n, ""));
    promised.add("tile_shapes_total", rows.size(), "");
    promised.exactly(
        "tile_shapes_off_closed_form", rows.stream().filter(r -> !r.isExact()).count(), "", 0);
    promised.exactly("tile_pe_cycles_off_products", offProducts(rows), "", 0);
    write(rows, work.resolve("tiles.csv"));
    progress.begin("Bits of random programs on tiles", " tiles", TileStudy.tiles());
    var done = new AtomicInteger();
    var bits =
        TileStudy.bits(
            verilog, cache.folder, SEED, name -> progress.at(done.incrementAndGet(), name));
    promised.exactly("tile_bits_mismatches", bits.mismatches(), "", 0);
    promised.add("tile_bits_numbers", bits.numbers(), "");
    if (!bits.first().isEmpty()) {
      progress.note(bits.first());
    }
    promised.atLeast(
        "tile_steady_state_utilisation", TileStudy.steady(verilog, cache.folder), "", STEADY);
  }

  private void experts(Figures promised, Progress progress, Path verilog) throws IOException {
    progress.begin("Training step of 64 experts on 4 chiplets", "", 1);
    var p = ExpertStudy.parameters(CHIPLETS, LANES, PACKET_WORDS, Datapath.VALUES);
    var routing = TraceReader.read(trace, TRACE_LAYER, TRACE_TOKENS, TRACE_TOP_K, TRACE_EXPERTS);
    var result = ExpertStudy.run(p, routing, INNER, SEED, "training", verilog, cache.folder);
    var timing = p.with(Datapath.TIMING);
    long cycles =
        ExpertStudy.cycles(timing, routing, INNER, "training-timing", verilog, cache.folder);
    promised.exactly("expert_bits_mismatches", result.mismatches(), "", 0);
    promised.add("expert_bits_numbers", result.numbers(), "");
    promised.exactly("expert_beyond_error_bound", result.beyond(), "", 0);
    promised.add("expert_largest_error_over_bound", result.largest(), "");
    promised.add("expert_step_cycles", result.cycles(), "cycles");
    promised.exactly("expert_step_cycles_timing", cycles, "cycles", result.cycles());
    if (!result.first().isEmpty()) {
      progress.note(result.first());
    }
  }

  private void attention(Figures promised, Progress progress, Path verilog) throws IOException {
    progress.begin("Attention over a sequence on each of 4 chiplets", "", 1);
    var p = ExpertStudy.parameters(CHIPLETS, LANES, PACKET_WORDS, Datapath.VALUES);
    var sequences = new ArrayList<AttentionData>();
    for (int c = 0; c < CHIPLETS; c++) {
      sequences.add(
          AttentionData.random(TOKENS, HIDDEN, HEADS, KV_HEADS, HEAD, c % 2 == 1, SEED + c));
    }
    var result = AttentionStudy.run(p, sequences, "training", verilog, cache.folder);
    var step = result.step();
    long cycles =
        AttentionStudy.cycles(
            p.with(Datapath.TIMING), sequences, "training-timing", verilog, cache.folder);
    promised.exactly("attention_bits_mismatches", step.mismatches(), "", 0);
    promised.add("attention_bits_numbers", step.numbers(), "");
    promised.exactly("attention_beyond_error_bound", step.beyond(), "", 0);
    promised.add("attention_largest_error_over_bound", step.largest(), "");
    promised.add("attention_cycles", step.cycles(), "cycles");
    promised.exactly("attention_cycles_timing", cycles, "cycles", step.cycles());
    promised.add("attention_array_utilisation", result.array(), "");
    promised.add("attention_vector_utilisation", result.vector(), "");
    if (!step.first().isEmpty()) {
      progress.note(step.first());
    }
  }

  private void arithmetic(Figures promised, Progress progress, Path verilog) throws IOException {
    var rows = new ArithmeticStudy(verilog, cache.folder).run(pairs, progress);
    promised.add("arithmetic_pairs", pairs, "");
    promised.exactly(
        "arithmetic_mismatches",
        rows.stream().mapToLong(ArithmeticStudy.Row::mismatches).sum(),
        "",
        0);
    Table.write(
        work.resolve("arithmetic.csv"),
        csv -> {
          csv.printRecord("unit", "pairs", "mismatches", "first");
          for (ArithmeticStudy.Row r : rows) {
            csv.printRecord(r.unit(), r.pairs(), r.mismatches(), r.first());
          }
        });
  }

  private void shapeFigures(Figures promised, List<ShapeStudy.Row> rows) throws IOException {
    promised.add("shapes_total", rows.size(), "");
    promised.exactly(
        "shapes_over_closed_form", rows.stream().filter(ShapeStudy.Row::isOver).count(), "", 0);
    promised.exactly(
        "shapes_off_overlapped_form", rows.stream().filter(r -> !r.isExact()).count(), "", 0);
    promised.exactly("dataflow_choices_wrong", ShapeStudy.wrongChoices(rows), "", 0);
    promised.exactly("shapes_pe_cycles_off_products", offProducts(rows), "", 0);
    write(rows, work.resolve("shapes.csv"));
  }

  /** Shapes in which the PEs in use are counted otherwise than there are products. */
  private static long offProducts(List<ShapeStudy.Row> rows) {
    return rows.stream().filter(r -> r.peCycles() != r.shape().products()).count();
  }

  private static void write(List<ShapeStudy.Row> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "shape",
              "m",
              "n",
              "k",
              "dataflow",
              "rows",
              "columns",
              "arrays",
              "cycles",
              "cycles_read_to_write",
              "separate_folds",
              "overlapped_folds",
              "closed_form",
              "exact",
              "utilisation",
              "pe_cycles_used",
              "pe_cycles_off",
              "pe_cycles_idle");
          for (ShapeStudy.Row r : rows) {
            var s = r.shape();
            csv.printRecord(
                s.name(),
                s.m(),
                s.n(),
                s.k(),
                s.isOutputStationary() ? "os" : "ws",
                s.rows(),
                s.columns(),
                s.arrays(),
                r.cycles(),
                r.all(),
                s.separateFolds(),
                s.overlappedFolds(),
                s.expected(),
                r.isExact() ? 1 : 0,
                "%.4f".formatted(s.utilisation(r.cycles())),
                r.peCycles(),
                r.off(),
                r.idle());
          }
        });
  }

  private void utilisation(Figures promised, Progress progress, Path verilog) throws IOException {
    int parts = ArrayUtilisation.parts();
    progress.begin("Utilisation", " runs", parts);
    var done = new AtomicInteger();
    var study =
        ArrayUtilisation.of(
            trace, verilog, cache.folder, name -> progress.at(done.incrementAndGet(), name));
    promised.atLeast("steady_state_utilisation", study.steady(), "", STEADY);
    promised.atLeast("expert_batch_utilisation", study.batch(), "", BATCH);
    promised.add("expert_batch_macs_per_pe_cycle", study.macs(), "");
    Table.write(
        work.resolve("utilisation.csv"),
        csv -> {
          csv.printRecord(
              "run",
              "rows",
              "columns",
              "gemms",
              "cycles",
              "bound",
              "bound_over_cycles",
              "macs_per_pe_cycle",
              "wait_left",
              "wait_top",
              "wait_initial",
              "wait_weights",
              "wait_results",
              "pe_cycles_used");
          for (ArrayUtilisation.Row r : study.rows()) {
            csv.printRecord(
                r.name(),
                r.rows(),
                r.columns(),
                r.gemms(),
                r.cycles(),
                r.bound(),
                "%.4f".formatted(r.overBound()),
                "%.4f".formatted(r.macs()),
                r.stalls().get(0),
                r.stalls().get(1),
                r.stalls().get(2),
                r.stalls().get(3),
                r.stalls().get(4),
                r.peCycles());
          }
        });
  }
}
