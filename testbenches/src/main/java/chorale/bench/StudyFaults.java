package chorale.bench;

import chorale.bench.faults.Fault;
import chorale.bench.faults.FaultCases;
import chorale.bench.faults.FaultCases.Case;
import chorale.bench.faults.FaultCases.Link;
import chorale.bench.faults.FaultRun;
import chorale.bench.faults.FaultRun.Outcome;
import chorale.bench.faults.Traffic.Load;
import chorale.bench.tools.Parallel;
import chorale.bench.tools.Table;
import chorale.nop.d2d.D2dParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study faults}: die-to-die links whose wires err, break or stand still. */
@Command(
    name = "faults",
    description =
        "Damage the wires of die-to-die links: nothing may be lost, doubled or changed, and the"
            + " goodput must be what go-back-N allows.")
final class StudyFaults implements Callable<Integer> {
  private static final double GOAL = 5;
  private static final long SEED = 1;

  private static final List<String> COLUMNS =
      List.of(
          "link",
          "vcs",
          "flit_bits",
          "group",
          "phits",
          "phit_bits",
          "crc_bits",
          "latency",
          "window",
          "round_trip_frames",
          "kind",
          "flit_error_rate",
          "frame_error_rate",
          "dead_lane",
          "outage",
          "flits",
          "cycles",
          "goodput",
          "closed_form",
          "error_pct",
          "frames_damaged",
          "frames_undetected",
          "replays",
          "start_up_cycles",
          "flits_lost",
          "flits_duplicated",
          "bit_mismatches",
          "credits_lost");

  @Option(
      names = "--scale",
      paramLabel = "F",
      defaultValue = "1",
      description = "share of the flits of each run, for a quick look (default: ${DEFAULT-VALUE})")
  private double scale;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-faults.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/faults",
      description = "folder for cases.csv and the Verilog (default: ${DEFAULT-VALUE})")
  private Path work;

  @Mixin private CacheOption cache;

  private record Result(Case its, Outcome outcome, double closedForm) {
    double errorPct() {
      return 100 * Math.abs(outcome.goodput() / closedForm - 1);
    }
  }

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var results = new ArrayList<Result>();
    try (var progress = Progress.onStandardError()) {
      run(results, progress);
    }
    results.sort(Comparator.comparingInt(r -> r.its.number()));
    write(results);
    var promised = new Figures();
    promised.exactly("flits_lost", sum(results, Outcome::lost), "", 0);
    promised.exactly("flits_duplicated", sum(results, Outcome::doubled), "", 0);
    promised.exactly("bit_mismatches", sum(results, Outcome::wrong), "", 0);
    promised.exactly(
        "runs_unlike_fault_free",
        results.stream().filter(r -> !r.outcome.isWhole()).count(),
        "",
        0);
    promised.exactly("credits_lost", sum(results, Outcome::lostCredits), "", 0);
    promised.exactly("frames_undetected", sum(results, Outcome::undetected), "", 0);
    promised.exactly(
        "links_down", results.stream().filter(r -> r.outcome.startUp() < 0).count(), "", 0);
    promised.exactly(
        "lanes_not_found", results.stream().filter(r -> !isRepaired(r)).count(), "", 0);
    promised.atMost(
        "goodput_worst_error_pct",
        results.stream().mapToDouble(Result::errorPct).max().orElseThrow(),
        "%",
        GOAL);
    promised.add("cases", results.size(), "");
    promised.add("flits", sum(results, Outcome::flits), "");
    promised.add("frames_damaged", sum(results, Outcome::damaged), "");
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private static long sum(List<Result> results, ToLongFunction<Outcome> what) {
    return results.stream().mapToLong(r -> what.applyAsLong(r.outcome)).sum();
  }

  /** Whether both sides of both directions know the lane that is dead, and no other. */
  private static boolean isRepaired(Result r) {
    int spare = r.its.link().p().lanes();
    int lane = r.its.fault().deadLane();
    int there = lane < 0 ? spare : lane;
    int back = lane < 0 ? spare : spare - lane;
    return r.outcome.found()[0] == there
        && r.outcome.told()[0] == there
        && r.outcome.found()[1] == back
        && r.outcome.told()[1] == back;
  }

  private void run(List<Result> results, Progress progress) throws IOException {
    Map<String, FaultRun> links = new HashMap<>();
    var builds = new ArrayList<Callable<FaultRun>>();
    for (Link link : FaultCases.links()) {
      Path rtl = work.resolve("rtl").resolve(link.name());
      builds.add(() -> FaultRun.of(link.p(), rtl, cache.folder));
    }
    var built = progress.all(builds, "links to build", " links");
    for (int i = 0; i < built.size(); i++) {
      links.put(FaultCases.links().get(i).name(), built.get(i));
    }
    var jobs = new ArrayList<Callable<Result>>();
    for (Case c : FaultCases.all(scale)) {
      jobs.add(() -> run(c, links.get(c.link().name())));
    }
    progress.begin(jobs.size() + " runs of links with faults", " runs", jobs.size());
    Parallel.run(
        jobs,
        (_, result) -> {
          results.add(result);
          progress.at(results.size(), result.its.link().name());
        });
  }

  private static Result run(Case c, FaultRun link) {
    var load = new Load(c.flits() / 2 / c.link().p().vcs(), 1, 0, SEED + c.number());
    var outcome = link.run(load, c.fault());
    return new Result(c, outcome, link.closedForm(c.fault(), outcome.cycles()));
  }

  private void write(List<Result> results) throws IOException {
    Table.write(
        work.resolve("cases.csv"),
        csv -> {
          csv.printRecord(COLUMNS);
          for (Result r : results) {
            D2dParameters p = r.its.link().p();
            Fault f = r.its.fault();
            Outcome o = r.outcome;
            csv.print(r.its.link().name());
            csv.print(p.vcs());
            csv.print(p.flitWidth());
            csv.print(p.group());
            csv.print(p.phits());
            csv.print(p.phitBits());
            csv.print(p.crc().width());
            csv.print(p.latency());
            csv.print(p.window());
            csv.print(p.roundTrip());
            csv.print(f.kind());
            csv.print(r.its.flitRate());
            csv.print("%.3g".formatted(f.rate()));
            csv.print(f.deadLane() < 0 ? "" : f.deadLane());
            csv.print(f.outage());
            csv.print(o.flits());
            csv.print(o.cycles());
            csv.print("%.5f".formatted(o.goodput()));
            csv.print("%.5f".formatted(r.closedForm));
            csv.print("%.3f".formatted(r.errorPct()));
            csv.print(o.damaged());
            csv.print(o.undetected());
            csv.print(o.replays());
            csv.print(o.startUp());
            csv.print(o.lost());
            csv.print(o.doubled());
            csv.print(o.wrong());
            csv.print(o.lostCredits());
            csv.println();
          }
        });
  }
}
