package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables of constants, as logic. */
final class LookupTest {
  private static final int WIDTH = 5;
  private static final int INDEX_BITS = 6;

  private record Table(int indexBits, long[] entries) {}

  private static final List<Table> TABLES = tables();
  private static final RtlHarness RTL = RtlHarness.of("lookups", Lookups::new);

  /** Random ones of all sizes, dense and sparse; digits of the index; constants. */
  private static List<Table> tables() {
    var random = new Random(1);
    var all = new ArrayList<Table>();
    for (int bits = 1; bits <= INDEX_BITS; bits++) {
      for (int any = 0; any <= 8; any += 4) {
        var entries = new long[1 + random.nextInt(1 << bits)];
        for (int i = 0; i < entries.length; i++) {
          entries[i] = random.nextInt(8) < any ? Lookup.ANY : random.nextInt(1 << WIDTH);
        }
        all.add(new Table(bits, entries));
      }
    }
    var digit = new long[1 << INDEX_BITS];
    Arrays.setAll(digit, i -> i >> 2 & 7);
    all.add(new Table(INDEX_BITS, digit));
    all.add(new Table(INDEX_BITS, new long[] {7, Lookup.ANY, 7, 7}));
    return all;
  }

  private static final class Lookups extends Module {
    Lookups() {
      super(null);
      var index = in(INDEX_BITS).named("index");
      reg(1).named("clocked").set(index.bit(0).asUInt());
      for (int k = 0; k < TABLES.size(); k++) {
        var t = TABLES.get(k);
        out(WIDTH)
            .named("value_" + k)
            .set(Lookup.of(index.slice(t.indexBits() - 1, 0), t.entries(), WIDTH));
      }
    }
  }

  @Test
  void every_entry_that_occurs_comes_out() {
    try (var model = RTL.open()) {
      for (int k = 0; k < TABLES.size(); k++) {
        var entries = TABLES.get(k).entries();
        for (int i = 0; i < entries.length; i++) {
          model.port("index").set(i);
          model.eval();
          if (entries[i] != Lookup.ANY) {
            assertEquals(
                entries[i], model.port("value_" + k).get(), "table %d[%d]".formatted(k, i));
          }
        }
      }
    }
  }
}
