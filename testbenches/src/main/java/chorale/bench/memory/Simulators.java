package chorale.bench.memory;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** What DRAM simulators have of the peak on the carried traces, and on the same at full length. */
public final class Simulators {
  /** Bursts of the carried traces. */
  public static final int SHORT = 8192;

  /** Bursts of the same traces at full length. */
  public static final int LONG = 100_000;

  private static final Map<String, CSVRecord> ROWS = new LinkedHashMap<>();

  static {
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var in = Simulators.class.getResourceAsStream("simulators.csv");
        var parser = format.parse(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      parser.forEach(row -> ROWS.put(key(row.get("device"), row.get("trace")), row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Simulators() {}

  private static String key(String device, String trace) {
    return device + " " + trace;
  }

  private static OptionalDouble figure(String device, String trace, String column) {
    var row = ROWS.get(key(device, trace));
    return row == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(row.get(column)));
  }

  /** The better simulator's share of the peak on the carried trace, if it has run it. */
  public static OptionalDouble ofShort(String device, String trace) {
    return figure(device, trace, "dramsim3_8192");
  }

  /** The better simulator's share of the peak on the trace at full length, if it has run it. */
  public static OptionalDouble ofLong(String device, String trace) {
    var one = figure(device, trace, "dramsim3_100000");
    var other = figure(device, trace, "ramulator_100000");
    return one.isPresent()
        ? OptionalDouble.of(Math.max(one.getAsDouble(), other.getAsDouble()))
        : one;
  }

  /** Why a figure at full length does not count, if it does not. */
  public static Optional<String> defect(String device, String trace) {
    return device.equals("hbm2") && trace.equals("rand1_rw50")
        ? Optional.of(
            "DRAMsim3 counts 76,907 activates for 100,000 bursts of which 0.04 % hit an open row,"
                + " and 102,564 refreshes: 0.486 is above the 0.4515 that a new row for every burst"
                + " allows; its figure for 8,192 bursts counts")
        : Optional.empty();
  }
}
