package chorale.bench.memory;

import chorale.bench.tools.Table;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Controllers that believe one parameter of the timing to be a cycle less than it is, and one that
 * refreshes half as often, each in front of a device that knows better: random traffic must end
 * with the rule that the parameter is about.
 */
public final class SeededFaults {
  private static final long SEED = 20_261_123;
  private static final long REQUESTS = 200_000;
  private static final DramTiming DEVICE = DramTiming.HBM3;
  private static final int DEPTH = 16;
  private static final int ROWS_PER_BANK = 4;
  private static final int TAG_BITS = 8;
  private static final int AGE_CAP = 256;

  /** A parameter that is wrong, and the rule that must be broken. */
  private record Fault(String parameter, TimingRule rule, boolean perBank) {}

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("rcdRead", TimingRule.RCD_READ, false),
          new Fault("rcdWrite", TimingRule.RCD_WRITE, false),
          new Fault("rp", TimingRule.RP, false),
          new Fault("ras", TimingRule.RAS, false),
          new Fault("ccdS", TimingRule.CCD_S, false),
          new Fault("ccdL", TimingRule.CCD_L, false),
          new Fault("rrdS", TimingRule.RRD_S, false),
          new Fault("rrdL", TimingRule.RRD_L, false),
          new Fault("faw", TimingRule.FAW, false),
          new Fault("rtp", TimingRule.RTP, false),
          new Fault("wr", TimingRule.WR, false),
          new Fault("wtrS", TimingRule.WTR_S, false),
          new Fault("wtrL", TimingRule.WTR_L, false),
          new Fault("rtw", TimingRule.RTW, false),
          new Fault("rfc", TimingRule.RFC, false),
          new Fault("refi", TimingRule.REFI, false),
          new Fault("rfcPb", TimingRule.RFC_BANK, true),
          new Fault("refiPb", TimingRule.REFI, true),
          new Fault("rrefd", TimingRule.RREFD, true));

  /**
   * What became of a fault.
   *
   * @param parameter of the timing that was wrong
   * @param rule that should be broken
   * @param caught whether it was
   * @param message of the device, or ""
   */
  public record Row(String parameter, TimingRule rule, boolean caught, String message) {}

  private SeededFaults() {}

  /** Writes them all. */
  public static void write(List<Row> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("parameter", "rule", "caught", "message");
          for (Row r : rows) {
            csv.printRecord(r.parameter, r.rule, r.caught ? 1 : 0, r.message);
          }
        });
  }

  /** One job for each fault. */
  public static List<Callable<Row>> jobs(Controllers controllers) {
    var jobs = new ArrayList<Callable<Row>>();
    var quick = controllers.forShortRuns();
    for (Fault f : FAULTS) {
      jobs.add(() -> run(quick, f));
    }
    return jobs;
  }

  private static Row run(Controllers controllers, Fault f) throws IOException {
    var p =
        new ControllerParameters(
            wrong(f.parameter),
            DramShape.HBM,
            Datapath.TIMING,
            DEPTH,
            DEPTH,
            ROWS_PER_BANK,
            TAG_BITS,
            AGE_CAP,
            false,
            f.perBank);
    String message = "";
    boolean caught = false;
    try (var bench = controllers.open(p, DEVICE)) {
      bench.run(
          new RandomTraffic(new Requests.Code(DramShape.HBM), DramShape.HBM.rows(), REQUESTS, SEED),
          MemoryBench.SATURATED);
    } catch (RuleViolation e) {
      message = e.getMessage();
      caught = e.rules().contains(f.rule);
    }
    return new Row(f.parameter, f.rule, caught, message);
  }

  /** The device's timing with one figure that is not true. */
  private static DramTiming wrong(String parameter) {
    RecordComponent[] components = DramTiming.class.getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(DEVICE);
        if (components[i].getName().equals(parameter)) {
          int figure = (Integer) values[i];
          values[i] = parameter.startsWith("refi") ? 2 * figure : figure - 1;
        }
      }
      values[0] = "%s_wrong_%s".formatted(values[0], parameter.toLowerCase(Locale.ROOT));
      return DramTiming.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no record " + Arrays.toString(components), e);
    }
  }
}
