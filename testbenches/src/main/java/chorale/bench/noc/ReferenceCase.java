package chorale.bench.noc;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A figure of the reference beside ours.
 *
 * @param kind what was measured
 * @param network topology and router
 * @param traffic pattern or order, and its rate or size
 * @param reference the reference's figure
 * @param ours the same of our RTL
 * @param moreIsBetter whether a larger figure is the better one
 * @param noise by how much of the reference's figure chance may move it
 */
public record ReferenceCase(
    String kind,
    String network,
    String traffic,
    double reference,
    double ours,
    boolean moreIsBetter,
    double noise) {

  /** Accepted rates compare within 3 %: 1 % from seed to seed on either side, and short runs. */
  public static final double RATE_NOISE = 0.03;

  /** Latencies below 0.6 of saturation move by 2 %. */
  public static final double LATENCY_NOISE = 0.02;

  /** Whether ours is worse by more than chance. */
  public boolean isWorse() {
    return moreIsBetter ? ours < reference * (1 - noise) : ours > reference * (1 + noise);
  }

  /** The rows of one of the reference's files. */
  static List<CSVRecord> rows(String file) {
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var in = ReferenceCase.class.getResourceAsStream(file);
        var parser = format.parse(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
