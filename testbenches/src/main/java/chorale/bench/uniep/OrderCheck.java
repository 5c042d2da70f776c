package chorale.bench.uniep;

import chorale.bench.uniep.OrderBench.Round;
import java.util.Optional;

/** Holds what the engines said in a round against {@link GoldenOrder}. */
public final class OrderCheck {
  private OrderCheck() {}

  /** What is wrong in a round, if anything: another answer than the model's, or no permutation. */
  public static Optional<String> fault(int[][] selected, int experts, Round[] said) {
    var golden = new GoldenOrder(selected, experts);
    int perRank = experts / selected.length;
    var taken = new boolean[experts][];
    for (int e = 0; e < experts; e++) {
      taken[e] = new boolean[golden.total(e)];
    }
    for (int r = 0; r < selected.length; r++) {
      for (int i = 0; i < selected[r].length; i++) {
        int e = selected[r][i];
        int slot = golden.slot(r, i);
        var expected = new OrderBench.Entry(golden.target(e), e, slot, golden.firstRow(e) + slot);
        var entry = said[r].entries().get(i);
        if (!entry.equals(expected)) {
          return Optional.of("rank %d, pair %d: %s, not %s".formatted(r, i, entry, expected));
        }
        if (taken[e][entry.slot()]) {
          return Optional.of("rank %d, pair %d: %s is taken twice".formatted(r, i, entry));
        }
        taken[e][entry.slot()] = true;
      }
      for (int l = 0; l < perRank; l++) {
        int e = r * perRank + l;
        if (said[r].totals().get(l) != golden.total(e)
            || said[r].firstRows().get(l) != golden.firstRow(e)) {
          return Optional.of(
              "expert %d: %d pairs from row %d on, not %d from %d"
                  .formatted(
                      e,
                      said[r].totals().get(l),
                      said[r].firstRows().get(l),
                      golden.total(e),
                      golden.firstRow(e)));
        }
      }
    }
    return Optional.empty();
  }
}
