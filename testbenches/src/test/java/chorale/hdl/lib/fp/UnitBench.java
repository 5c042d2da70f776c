package chorale.hdl.lib.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.sim.Model;
import chorale.sim.Port;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A unit of fixed latency that is given operands in every cycle, each result held against a golden
 * function when it is due.
 */
final class UnitBench implements AutoCloseable {
  /** The bits of the result that belong to operands. */
  interface Golden {
    int of(int[] operands);
  }

  /**
   * A unit.
   *
   * @param latency cycles from the first operand to the result
   * @param lastDelay cycles from the other operands to the last one
   */
  record Unit(
      String name,
      Supplier<? extends Module> top,
      List<String> inputs,
      String output,
      int latency,
      int lastDelay) {
    static Unit of(
        String name, int latency, Supplier<? extends Module> top, String output, String... inputs) {
      return new Unit(name, top, List.of(inputs), output, latency, 0);
    }

    Unit lastLater(int cycles) {
      return new Unit(name, top, inputs, output, latency, cycles);
    }
  }

  private final Unit unit;
  private final Golden golden;
  private final Model model;
  private final Port[] inputs;
  private final Port output;
  private final int[][] under = new int[16][];
  private long fed;
  private long checked;

  UnitBench(Unit unit, Golden golden) {
    this.unit = unit;
    this.golden = golden;
    model = RtlHarness.of(unit.name, unit.top).library().open(); // it has no reset
    inputs = unit.inputs.stream().map(model::port).toArray(Port[]::new);
    output = model.port(unit.output);
  }

  /** Operands go in; the result of those of {@code latency} cycles before is checked. */
  void feed(int... operands) {
    int last = inputs.length - 1;
    under[(int) (fed % under.length)] = operands;
    for (int i = 0; i < last; i++) {
      set(inputs[i], operands[i]);
    }
    if (fed >= unit.lastDelay) {
      set(inputs[last], before(unit.lastDelay)[last]);
    }
    model.step();
    fed++;
    int due = Math.max(1, unit.latency);
    if (fed >= due) {
      check(before(due));
    }
  }

  private int[] before(int cycles) {
    return under[(int) ((fed - cycles) % under.length)];
  }

  private static void set(Port port, int value) {
    int unused = 64 - port.info().width();
    port.set((long) value << unused >>> unused);
  }

  private void check(int[] operands) {
    int expected = golden.of(operands);
    int unused = 32 - output.info().width();
    int got = (int) output.get() << unused >> unused;
    if (expected != got) {
      assertEquals(
          Integer.toHexString(expected),
          Integer.toHexString(got),
          unit.name + " of " + Arrays.stream(operands).mapToObj(Integer::toHexString).toList());
    }
    checked++;
  }

  /** Results that were right. */
  long checked() {
    return checked;
  }

  @Override
  public void close() {
    model.close();
  }
}
