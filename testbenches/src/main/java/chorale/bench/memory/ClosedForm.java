package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a pattern can have of a data bus's peak, from the timing alone, refresh included.
 *
 * @param pattern by name
 * @param formula in words, before refresh
 */
public record ClosedForm(String pattern, String formula, ToDoubleFunction<DramTiming> share) {
  private static final String NEW_ROWS = "BL/max(RRD_S, FAW/4)";

  /** The patterns that have one. */
  public static final List<ClosedForm> ALL =
      List.of(
          new ClosedForm("seq_rd_bgil", "BL/max(BL, CCD_S)", ClosedForm::stream),
          new ClosedForm("seq_wr_bgil", "BL/max(BL, CCD_S)", ClosedForm::stream),
          new ClosedForm("one_bg_stream", "BL/CCD_L", t -> (double) t.bl() / t.ccdL()),
          new ClosedForm(
              "one_bank_stream", "C BL/((C - 1) CCD_L + RTP + RP + RCD)", ClosedForm::oneBank),
          new ClosedForm("same_bank_conflict", "BL/(RAS + RP)", t -> (double) t.bl() / t.rc()),
          new ClosedForm("act_storm_rr", NEW_ROWS, ClosedForm::newRows),
          new ClosedForm("rand1_rd", NEW_ROWS, ClosedForm::newRows),
          new ClosedForm(
              "rand2_rd", "min(1, 2 BL/max(RRD_S, FAW/4))", t -> Math.min(1, 2 * newRows(t))));

  private static double stream(DramTiming t) {
    return (double) t.bl() / Math.max(t.bl(), t.ccdS());
  }

  private static double oneBank(DramTiming t) {
    int columns = DramShape.HBM.columns();
    int row = (columns - 1) * t.ccdL() + t.rtp() + t.rp() + t.rcdRead();
    return (double) columns * t.bl() / Math.max(row, t.rc());
  }

  private static double newRows(DramTiming t) {
    return t.bl() / Math.max(t.rrdS(), t.faw() / 4.0);
  }

  /** The share of time that refresh of all banks leaves, with the rows to be opened again. */
  public static double afterRefresh(DramTiming t) {
    return 1 - (double) (t.rfc() + t.rp() + t.rcdRead()) / t.refi();
  }

  /** The share of the peak. */
  public double of(DramTiming t) {
    return share.applyAsDouble(t) * afterRefresh(t);
  }
}
