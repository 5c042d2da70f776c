package chorale.chiplet.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.memory.AddressMap;
import chorale.bench.memory.Requests;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.sim.Bench;
import chorale.sim.junit.HdlExtension;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hardware puts a burst where the study of the memory has it. */
final class BurstMapTest {
  private static final DramShape SHAPE = DramShape.HBM;
  private static final int BURSTS = 2000;

  private static final class Top extends Module {
    final UInt number = in(SHAPE.burstAddressBits());
    final UInt bank = out(SHAPE.bankBits());
    final UInt row = out(SHAPE.rowBits());
    final UInt column = out(SHAPE.columnBits());

    Top(BurstMap map) {
      super(null);
      var place = map.of(SHAPE, number);
      bank.set(place.bank());
      row.set(place.row());
      column.set(place.column());
    }
  }

  @ParameterizedTest
  @EnumSource(BurstMap.class)
  @ExtendWith(HdlExtension.class)
  void a_burst_is_where_the_study_has_it(BurstMap map, Bench bench) {
    var sim = bench.simulate(() -> new Top(map));
    var code = new Requests.Code(SHAPE);
    long seed = 8;
    var random = new SplittableRandom(seed);
    for (int i = 0; i < BURSTS; i++) {
      long number = i < BURSTS / 2 ? i : random.nextLong(SHAPE.bursts());
      int expected = AddressMap.valueOf(map.name()).request(code, false, number);
      sim.poke(sim.dut().number, number);
      sim.step();
      String where = "burst %d, seed %d".formatted(number, seed);
      assertEquals(code.bank(expected), sim.peek(sim.dut().bank), where);
      assertEquals(code.row(expected), sim.peek(sim.dut().row), where);
      assertEquals(code.column(expected), sim.peek(sim.dut().column), where);
    }
  }
}
