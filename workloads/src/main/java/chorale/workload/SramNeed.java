package chorale.workload;

import java.util.ArrayList;

/**
 * Peak use of a chiplet's SRAM, in bytes. Tokens stay from arrival until their last expert is done
 * and results until they are sent, and no command bounds either backlog, so both count in full;
 * gate and up share one intermediate buffer (the product is formed as up streams out).
 *
 * @param weights matrices of the resident experts
 * @param tokens activations that arrive
 * @param intermediate the largest m x Hi
 * @param results one vector per (token, expert) pair
 */
record SramNeed(long weights, long tokens, long intermediate, long results) {
  static SramNeed of(Program program, Traffic traffic, int chiplet) {
    var model = program.config().model();
    var gemms = program.moe().get(chiplet).queue(Engine.ARRAY, Command.Gemm.class);
    int matrices =
        Math.min(
            gemms.size(),
            Matrix.values().length * program.config().pack().chiplet().expertsResident());
    long most = gemms.stream().mapToLong(Command.Gemm::m).max().orElse(0);
    return new SramNeed(
        (long) matrices * model.matrixBytes(),
        (long) traffic.tokensArriving(chiplet) * model.tokenBytes(),
        most * model.expertHidden() * model.elementBytes(),
        (long) traffic.pairs(chiplet) * model.tokenBytes());
  }

  long total() {
    return weights + tokens + intermediate + results;
  }

  /** Throws {@link BadInput} naming every chiplet of {@code program} that needs too much. */
  static void check(Program program) {
    var config = program.config();
    var traffic = Traffic.of(program);
    long there = config.pack().chiplet().sramKib() * 1024L;
    var problems = new ArrayList<BadInput.Problem>();
    for (int c = 0; c < config.pack().chiplets(); c++) {
      var need = of(program, traffic, c);
      if (need.total() > there) {
        problems.add(
            new BadInput.Problem(
                config.source().toString(),
                0,
                0,
                ("chiplet %d needs %d bytes of SRAM (%d weights, %d tokens, %d intermediate,"
                        + " %d results), has %d")
                    .formatted(
                        c,
                        need.total(),
                        need.weights(),
                        need.tokens(),
                        need.intermediate(),
                        need.results(),
                        there),
                ("set package.chiplet.sram_kib to at least %d,"
                        + " or lower experts_resident or trace.tokens")
                    .formatted(Math.ceilDiv(need.total(), 1024L))));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInput(problems);
    }
  }
}
