package chorale.bench.cost;

import chorale.bench.cost.Blif.Cell;
import chorale.bench.cost.Blif.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The values of every net of a netlist in some thousand cases, in each of which inputs and
 * registers have any value. Nets of two netlists of one design with the same inputs and registers
 * that agree in all of them are taken for one signal: for functions that differ in half of the
 * cases the odds against it are 2^-4096.
 */
final class Signatures {
  private static final int WORDS = 64;

  private final CellLibrary library;
  private final Map<String, Runnable> drivers = new HashMap<>();
  private final Map<String, long[]> values = new HashMap<>();

  private Signatures(CellLibrary library) {
    this.library = library;
  }

  /** Of all nets that a cell or a table drives, and of inputs and registers; {@code low} is 0. */
  static Map<String, long[]> of(Blif netlist, CellLibrary library, String low) {
    var all = new Signatures(library);
    netlist.inputs().forEach(all::free);
    for (Table t : netlist.tables()) {
      all.drivers.put(t.output(), () -> all.table(t));
    }
    for (Cell c : netlist.cells()) {
      if (library.cell(c.kind()).flipFlop()) {
        all.free(c.pins().get("Q"));
      } else {
        library
            .cell(c.kind())
            .functions()
            .forEach(
                (pin, function) -> {
                  String net = c.pins().get(pin);
                  if (net != null) {
                    all.drivers.put(net, () -> all.cell(c, function, net));
                  }
                });
      }
    }
    all.values.put(low, new long[WORDS]);
    all.drivers.keySet().forEach(all::value);
    return all.values;
  }

  /** What a net is in each case, the same in every netlist. */
  private void free(String net) {
    var random = new SplittableRandom(net.hashCode());
    values.put(net, random.longs(WORDS).toArray());
  }

  private long[] value(String net) {
    long[] known = values.get(net);
    if (known == null) {
      Runnable driver = drivers.get(net);
      if (driver == null) {
        free(net); // nothing drives it
      } else {
        driver.run();
      }
      known = values.get(net);
    }
    return known;
  }

  private void cell(Cell c, CellFunction function, String net) {
    var pins = new HashMap<String, long[]>();
    c.pins()
        .forEach(
            (pin, n) -> {
              if (!library.cell(c.kind()).functions().containsKey(pin)) {
                pins.put(pin, value(n));
              }
            });
    var result = new long[WORDS];
    for (int w = 0; w < WORDS; w++) {
      int word = w;
      result[w] = function.value(pin -> pins.get(pin)[word]);
    }
    values.put(net, result);
  }

  private void table(Table t) {
    var result = new long[WORDS];
    for (String row : t.rows()) {
      var and = new long[WORDS];
      Arrays.fill(and, -1);
      for (int i = 0; i < row.length(); i++) {
        if (row.charAt(i) != '-') {
          long[] input = value(t.inputs().get(i));
          for (int w = 0; w < WORDS; w++) {
            and[w] &= row.charAt(i) == '1' ? input[w] : ~input[w];
          }
        }
      }
      for (int w = 0; w < WORDS; w++) {
        result[w] |= and[w];
      }
    }
    values.put(t.output(), result);
  }
}
