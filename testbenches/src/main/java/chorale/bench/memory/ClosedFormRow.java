package chorale.bench.memory;

import chorale.bench.memory.MemoryRow.Source;
import chorale.bench.tools.Table;
import chorale.chiplet.memory.DramTiming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed form beside what was measured.
 *
 * @param measured share of the peak by the end of the last burst
 */
public record ClosedFormRow(ClosedForm form, DramTiming device, double measured) {
  /** By how much of the closed form the measurement lies off it, either way. */
  public double percent() {
    return 100 * Math.abs(measured / form.of(device) - 1);
  }

  /** The runs of patterns that have a closed form. */
  public static List<ClosedFormRow> of(List<MemoryRow> rows) {
    var all = new ArrayList<ClosedFormRow>();
    for (DramTiming t : DramTiming.PRESETS) {
      for (ClosedForm f : ClosedForm.ALL) {
        rows.stream()
            .filter(r -> r.source() == Source.PATTERN && r.window() == MemoryBench.SATURATED)
            .filter(r -> r.device().equals(t.name()) && r.trace().equals(f.pattern()))
            .forEach(r -> all.add(new ClosedFormRow(f, t, r.run().ofPeakByData())));
      }
    }
    return all;
  }

  /** Writes them all. */
  public static void write(List<ClosedFormRow> all, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("device", "trace", "formula", "closed_form", "of_peak", "error_pct");
          for (ClosedFormRow f : all) {
            csv.printRecord(
                f.device.name(),
                f.form.pattern(),
                f.form.formula(),
                "%.4f".formatted(f.form.of(f.device)),
                "%.4f".formatted(f.measured),
                "%.2f".formatted(f.percent()));
          }
        });
  }
}
