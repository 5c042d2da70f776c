package chorale.workload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where things lie in a chiplet's SRAM, in words: arrived tokens from 0 (the receiver puts them
 * there), then slots for matrices, then the intermediate activations, then results. Tokens stay
 * from arrival until their last expert is done and results until they are sent, and no command
 * bounds either backlog, so both have room in full; gate and up share the intermediate buffer.
 *
 * <p>A word holds one row of the array's input or one row of weights, whichever is longer, so
 * ragged folds are padded.
 */
public final class SramLayout {
  /** How the words of a package's SRAM are cut. */
  public record Words(int bytes, int count, int flits) {
    /**
     * The words that {@code config} describes.
     *
     * @return bytes of a word, words in a chiplet (whole in each bank), and flits that share a
     *     word; a flit wider than a word counts as one access
     */
    public static Words of(RunConfig config) {
      var chiplet = config.pack().chiplet();
      int element = config.model().elementBytes();
      int bytes = Math.max(chiplet.arrayRows(), chiplet.arrayColumns()) * element;
      long all = chiplet.sramKib() * 1024L / bytes;
      int row = chiplet.arrayRows() * element / config.pack().nop().flitBytes();
      return new Words(
          bytes,
          Math.toIntExact(all / chiplet.sramBanks() * chiplet.sramBanks()),
          Integer.highestOneBit(Math.max(1, row)));
    }
  }

  private final long slots;
  private final long slotWords;
  private final int slotCount;
  private final long intermediate;
  private final Map<Integer, Long> results = new HashMap<>();
  private final long end;

  private SramLayout(Program program, int chiplet, long arriving) {
    var config = program.config();
    var model = config.model();
    var array = config.pack().chiplet();
    var own = program.moe().get(chiplet);
    var words = Words.of(config);
    long tokenWords = Math.ceilDiv(config.tokenBodyFlits(), words.flits());
    long matrixFlits = config.pack().nop().bodyFlits(model.matrixBytes());
    long slot = Math.ceilDiv(matrixFlits, (long) words.flits());
    for (Matrix m : Matrix.values()) {
      long folds = Math.ceilDiv(m.columns(model), array.arrayColumns());
      slot = Math.max(slot, folds * m.rows(model));
    }
    slotWords = slot;
    slotCount =
        Math.min(
            Matrix.values().length * array.expertsResident(),
            Math.max(1, own.queue(Engine.DMA).size()));
    slots = arriving * tokenWords;
    intermediate = slots + slotCount * slotWords;
    long narrow = Math.min(array.arrayRows(), array.arrayColumns());
    long rowWords = Math.ceilDiv(model.expertHidden(), narrow);
    long most =
        own.queue(Engine.ARRAY, Command.Gemm.class).stream()
            .mapToLong(Command.Gemm::m)
            .max()
            .orElse(0);
    long resultWords = Math.max(tokenWords, Math.ceilDiv(model.hidden(), array.arrayColumns()));
    long at = intermediate + most * rowWords;
    for (var combine : own.queue(Engine.COMBINE, Command.Combine.class)) {
      results.put(combine.local(), at);
      at += combine.count() * resultWords;
    }
    end = at;
  }

  /**
   * The layout of chiplet {@code chiplet} for {@code program}, at which {@code arriving} arrive.
   */
  public static SramLayout of(Program program, int chiplet, int arriving) {
    return new SramLayout(program, chiplet, arriving);
  }

  /** First word of the {@code index}-th matrix that the chiplet loads. */
  public long weights(int index) {
    return slots + index % slotCount * slotWords;
  }

  /** First word of the activations between the GEMMs of an expert. */
  public long intermediate() {
    return intermediate;
  }

  /** First word of a local expert's results. */
  public long results(int local) {
    return results.get(local);
  }

  /** Throws {@link BadInput} naming the fullest chiplet if something does not fit its SRAM. */
  static void check(Program program) {
    var config = program.config();
    var words = Words.of(config);
    var traffic = Traffic.of(program);
    int worst = 0;
    SramLayout fullest = null;
    for (int c = 0; c < config.pack().chiplets(); c++) {
      var layout = of(program, c, traffic.tokensArriving(c));
      if (fullest == null || layout.end > fullest.end) {
        fullest = layout;
        worst = c;
      }
    }
    if (fullest.end <= words.count()) {
      return;
    }
    long banks = config.pack().chiplet().sramBanks();
    long enough = Math.ceilDiv(fullest.end, banks) * banks;
    throw new BadInput(
        List.of(
            new BadInput.Problem(
                config.source().toString(),
                0,
                0,
                ("chiplet %d needs %d words of %d bytes of SRAM (%d tokens, %d weights,"
                        + " %d intermediate and results), has %d")
                    .formatted(
                        worst,
                        fullest.end,
                        words.bytes(),
                        fullest.slots,
                        fullest.intermediate - fullest.slots,
                        fullest.end - fullest.intermediate,
                        words.count()),
                ("set package.chiplet.sram_kib to at least %d,"
                        + " or lower experts_resident or trace.tokens")
                    .formatted(Math.ceilDiv(enough * words.bytes(), 1024L)))));
  }
}
