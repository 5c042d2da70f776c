package chorale.bench.noc;

import chorale.bench.noc.Load.Offer;
import chorale.bench.noc.ReferenceNetworks.RouterShape;
import chorale.nop.Topology;
import chorale.sim.ModelLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;

/** All cases of the reference, run on our RTL: one job for each network. */
public final class ReferenceStudy {
  private static final int LEAVES = 64;
  private static final int WARM_UP = 3000;
  private static final int CYCLES = 5000;
  private static final int QUIET_CYCLES = 30_000;
  private static final double LOW_LOAD = 0.6;
  private static final long SEED = 20261121;

  /** Largest stable rate of the reference over the bound, by network and traffic. */
  private static final Map<String, Double> STABLE =
      ReferenceCase.rows("saturation.csv").stream()
          .collect(
              Collectors.toMap(
                  row -> network(row) + row.get("traffic"),
                  row -> number(row, "max_stable_over_bound")));

  private final Path verilog;
  private final Path cache;

  /** Runs that write Verilog below {@code verilog} and keep models in {@code cache}. */
  public ReferenceStudy(Path verilog, Path cache) {
    this.verilog = verilog;
    this.cache = cache;
  }

  /** What is asked of one network. */
  private interface Question {
    ReferenceCase ask(NetworkConfig config, ModelLibrary library);
  }

  private record Job(NetworkConfig config, List<Question> questions) {}

  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** One job for each network, the largest first. */
  public List<Callable<List<ReferenceCase>>> jobs() {
    ReferenceCase.rows("saturation.csv").forEach(this::saturation);
    ReferenceCase.rows("curves.csv").forEach(this::curve);
    ReferenceCase.rows("zero_load.csv").forEach(this::zeroLoad);
    exact();
    batches();
    ReferenceCase.rows("nop16_link_sweep.csv").forEach(this::sweep);
    var all = new ArrayList<Callable<List<ReferenceCase>>>();
    jobs.values().stream()
        .sorted((a, b) -> b.config.topology().routers() - a.config.topology().routers())
        .forEach(job -> all.add(() -> run(job)));
    return all;
  }

  private List<ReferenceCase> run(Job job) throws IOException {
    ModelLibrary library = job.config.build(verilog, cache);
    return job.questions.stream().map(q -> q.ask(job.config, library)).toList();
  }

  private void ask(Topology topology, RouterShape shape, int latency, Question question) {
    var config = ReferenceNetworks.network(topology, shape, latency);
    jobs.computeIfAbsent(config.name(), _ -> new Job(config, new ArrayList<>()))
        .questions
        .add(question);
  }

  private void ask(CSVRecord row, Question question) {
    if (!row.get("topology").equals("tree4_anca")) { // used one of its up-links only
      ask(
          ReferenceNetworks.topology(row.get("topology")),
          RouterShape.of(row.get("router")),
          1,
          question);
    }
  }

  private static String network(CSVRecord row) {
    return row.get("topology") + " " + row.get("router");
  }

  private static double number(CSVRecord row, String column) {
    return Double.parseDouble(row.get(column));
  }

  private static Load.Result load(
      NetworkConfig config, ModelLibrary library, String traffic, double rate, int cycles) {
    int flits = config.parameters().classes().getFirst().packetFlits();
    int longer = flits == 1 ? 1 : 2;
    return Load.run(
        config,
        library,
        Pattern.of(traffic, config.topology().leaves()),
        Offer.of(rate),
        flits,
        WARM_UP * longer,
        cycles * longer,
        SEED);
  }

  private void saturation(CSVRecord row) {
    ask(
        row,
        (config, library) ->
            new ReferenceCase(
                "accepted at offer 1",
                network(row),
                row.get("traffic"),
                number(row, "accepted_at_offer_1"),
                load(config, library, row.get("traffic"), 1, CYCLES).accepted(),
                true,
                ReferenceCase.RATE_NOISE));
  }

  /** Latencies near saturation are a matter of chance, so only those well below it count. */
  private void curve(CSVRecord row) {
    double stable = STABLE.getOrDefault(network(row) + row.get("traffic"), 1.0);
    if (row.get("stable").equals("1") && number(row, "frac_of_bound") <= LOW_LOAD * stable) {
      double rate = number(row, "offered");
      ask(
          row,
          (config, library) ->
              new ReferenceCase(
                  "latency",
                  network(row),
                  row.get("traffic") + " " + row.get("offered"),
                  number(row, "plat_avg"),
                  load(config, library, row.get("traffic"), rate, CYCLES).latency(),
                  false,
                  ReferenceCase.LATENCY_NOISE));
    }
  }

  private void zeroLoad(CSVRecord row) {
    double rate = number(row, "offered");
    ask(
        row,
        (config, library) ->
            new ReferenceCase(
                "zero-load latency",
                network(row),
                row.get("traffic"),
                number(row, "plat_avg"),
                load(config, library, row.get("traffic"), rate, QUIET_CYCLES).latency(),
                false,
                0));
  }

  /** Every pair once, in the order of our interfaces, against the best order of the reference. */
  private void exact() {
    var best = new LinkedHashMap<String, CSVRecord>();
    for (CSVRecord row : ReferenceCase.rows("exact_all_to_all.csv")) {
      best.merge(network(row), row, (a, b) -> number(a, "cycles") <= number(b, "cycles") ? a : b);
    }
    for (CSVRecord row : best.values()) {
      int flits = RouterShape.of(row.get("router")).packetFlits();
      ask(
          row,
          (config, library) ->
              new ReferenceCase(
                  "exact all-to-all",
                  network(row),
                  "chosen order, reference: " + row.get("order"),
                  number(row, "cycles"),
                  Exchange.run(
                          config,
                          library,
                          Exchange.chosen(config.topology(), Exchange::everyPair),
                          flits)
                      .cycles(),
                  false,
                  0));
    }
  }

  /** So many packets of every leaf to random leaves; means over three seeds, as the reference's. */
  private void batches() {
    var groups = new LinkedHashMap<String, List<CSVRecord>>();
    for (CSVRecord row : ReferenceCase.rows("batch_all_to_all.csv")) {
      groups
          .computeIfAbsent(
              network(row) + row.get("traffic") + row.get("packets_per_node"),
              _ -> new ArrayList<>())
          .add(row);
    }
    for (List<CSVRecord> rows : groups.values()) {
      CSVRecord row = rows.getFirst();
      int packets = Integer.parseInt(row.get("packets_per_node"));
      int flits = Integer.parseInt(row.get("packet_size"));
      ask(
          row,
          (config, library) ->
              new ReferenceCase(
                  "batch",
                  network(row),
                  row.get("traffic") + " x " + packets,
                  rows.stream().mapToDouble(r -> number(r, "batch_cycles")).average().orElseThrow(),
                  batch(config, library, row.get("traffic"), packets, flits, rows.size()),
                  false,
                  ReferenceCase.RATE_NOISE));
    }
  }

  private static double batch(
      NetworkConfig config,
      ModelLibrary library,
      String traffic,
      int packets,
      int flits,
      int seeds) {
    var draw = Pattern.of(traffic, LEAVES).draw();
    double cycles = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      var random = new SplittableRandom(seed);
      var counts = new HashMap<Integer, Integer>();
      for (int i = 0; i < LEAVES * packets; i++) {
        int source = i % LEAVES;
        counts.merge(source * LEAVES + draw.next(source, random), 1, Integer::sum);
      }
      var orders =
          Exchange.chosen(config.topology(), (s, d) -> counts.getOrDefault(s * LEAVES + d, 0));
      cycles += Exchange.run(config, library, orders, flits).cycles();
    }
    return cycles / seeds;
  }

  private void sweep(CSVRecord row) {
    int latency = Integer.parseInt(row.get("link_latency"));
    int flits = Integer.parseInt(row.get("packet_size"));
    var shape =
        new RouterShape(
            Integer.parseInt(row.get("num_vcs")), Integer.parseInt(row.get("vc_buf_size")), flits);
    Topology topology = ReferenceNetworks.nop16(latency);
    String network = topology.name() + " " + shape;
    for (String traffic : List.of("uniform", "bitcomp")) {
      ask(
          topology,
          shape,
          latency,
          (config, library) ->
              new ReferenceCase(
                  "accepted at offer 1",
                  network,
                  traffic,
                  number(row, "accepted_" + traffic),
                  load(config, library, traffic, 1, 2 * CYCLES).accepted(),
                  true,
                  ReferenceCase.RATE_NOISE));
    }
    ask(
        topology,
        shape,
        latency,
        (config, library) ->
            new ReferenceCase(
                "zero-load latency",
                network,
                "uniform",
                number(row, "zero_load"),
                load(config, library, "uniform", 0.0005 * flits, 2 * QUIET_CYCLES).latency(),
                false,
                0));
  }
}
