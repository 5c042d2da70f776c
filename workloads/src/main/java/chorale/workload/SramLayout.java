package chorale.workload;

import java.util.ArrayList;
import java.util.HashMap;
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

  /** Throws {@link BadInput} naming every chiplet whose SRAM is too small. */
  static void check(Program program) {
    var config = program.config();
    var words = Words.of(config);
    var traffic = Traffic.of(program);
    var layouts = new ArrayList<SramLayout>();
    for (int c = 0; c < config.pack().chiplets(); c++) {
      layouts.add(of(program, c, traffic.tokensArriving(c)));
    }
    long most = layouts.stream().mapToLong(l -> l.end).max().orElse(0);
    long banks = config.pack().chiplet().sramBanks();
    long enough = Math.ceilDiv(Math.ceilDiv(most, banks) * banks * words.bytes(), 1024L);
    var problems = new ArrayList<BadInput.Problem>();
    for (int c = 0; c < layouts.size(); c++) {
      var layout = layouts.get(c);
      if (layout.end > words.count()) {
        problems.add(
            config.problem(
                RunConfig.SRAM,
                ("chiplet %d needs %d bytes of SRAM (%d for tokens, %d for weights,"
                        + " %d for intermediate and results), has %d")
                    .formatted(
                        c,
                        layout.end * words.bytes(),
                        layout.slots * words.bytes(),
                        (layout.intermediate - layout.slots) * words.bytes(),
                        (layout.end - layout.intermediate) * words.bytes(),
                        (long) words.count() * words.bytes()),
                ("set package.chiplet.sram_kib to at least %d,"
                        + " or lower experts_resident or trace.tokens")
                    .formatted(enough)));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInput(problems);
    }
  }
}
