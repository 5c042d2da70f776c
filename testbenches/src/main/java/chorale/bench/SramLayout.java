package chorale.bench;

import chorale.chiplet.PackageParameters;
import chorale.workload.BadInput;
import chorale.workload.ChipletProgram;
import chorale.workload.Command;
import chorale.workload.Engine;
import chorale.workload.Matrix;
import chorale.workload.Program;
import chorale.workload.RunConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where things lie in a chiplet's SRAM, in words: arrived tokens from 0 (the receiver puts them
 * there), then slots for matrices, then the intermediate activations, then results. A word holds
 * one row of the array's input or one row of weights, so ragged last folds are padded.
 */
final class SramLayout {
  private final long slots;
  private final long slotWords;
  private final int slotCount;
  private final long intermediate;
  private final Map<Integer, Long> results = new HashMap<>();

  private SramLayout(long slots, long slotWords, int slotCount, long intermediate) {
    this.slots = slots;
    this.slotWords = slotWords;
    this.slotCount = slotCount;
    this.intermediate = intermediate;
  }

  /**
   * The layout for one chiplet.
   *
   * @param arriving tokens that arrive there
   * @throws BadInput if it does not fit
   */
  static SramLayout of(Program program, int chiplet, int arriving, PackageParameters p) {
    RunConfig config = program.config();
    var model = config.model();
    ChipletProgram own = program.moe().get(chiplet);
    long tokenWords = Math.ceilDiv(p.tokenFlits(), p.flitsPerWord());
    long slotWords = 0;
    for (Matrix m : Matrix.values()) {
      long folds = Math.ceilDiv(m.columns(model), p.arrayColumns());
      slotWords = Math.max(slotWords, folds * m.rows(model));
    }
    long flitWords =
        Math.ceilDiv((long) model.matrixBytes(), (long) p.flitBytes() * p.flitsPerWord());
    slotWords = Math.max(slotWords, flitWords);
    int slotCount =
        Math.min(
            Matrix.values().length * config.pack().chiplet().expertsResident(),
            Math.max(1, own.queue(Engine.DMA).size()));
    long most = 0;
    long pairs = 0;
    for (Command c : own.queue(Engine.ARRAY)) {
      most = Math.max(most, ((Command.Gemm) c).m());
    }
    long rowWords =
        Math.max(
            Math.ceilDiv(model.expertHidden(), p.arrayRows()),
            Math.ceilDiv(model.expertHidden(), p.arrayColumns()));
    long resultWords = Math.max(tokenWords, Math.ceilDiv(model.hidden(), p.arrayColumns()));
    long slots = arriving * tokenWords;
    var layout = new SramLayout(slots, slotWords, slotCount, slots + slotCount * slotWords);
    long at = layout.intermediate + most * rowWords;
    for (Command c : own.queue(Engine.COMBINE)) {
      var combine = (Command.Combine) c;
      layout.results.put(combine.local(), at);
      at += combine.count() * resultWords;
      pairs += combine.count();
    }
    if (at > p.sramWords()) {
      throw new BadInput(
          List.of(
              new BadInput.Problem(
                  config.source().toString(),
                  0,
                  0,
                  "chiplet %d needs %d SRAM words (%d tokens, %d results, rows padded), has %d"
                      .formatted(chiplet, at, arriving, pairs, p.sramWords()),
                  "raise package.chiplet.sram_kib, or lower experts_resident or trace.tokens")));
    }
    return layout;
  }

  /** First word of the {@code index}-th matrix that the chiplet loads. */
  long weights(int index) {
    return slots + index % slotCount * slotWords;
  }

  /** First word of the activations between the GEMMs of an expert. */
  long intermediate() {
    return intermediate;
  }

  /** First word of a local expert's results. */
  long results(int local) {
    return results.get(local);
  }
}
