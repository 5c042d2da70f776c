package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class NarrowLinkTest {
  private static final int VCS = 2;
  private static final int WIDTH = 8;
  private static final int PLACES = 4;
  private static final int CYCLES = 3;
  private static final int RUN = 60;

  private static final RtlHarness LINK =
      RtlHarness.of("narrow_link", () -> new NarrowLink(null, VCS, WIDTH, PLACES, CYCLES));

  /** A flit that came out. */
  private record Out(int cycle, long vc, long flit) {}

  /** Sends by cycle a flit in the VC of its lowest bit; returns what comes out. */
  private static List<Out> run(Model model, Map<Integer, Integer> flits) {
    var all = new ArrayList<Out>();
    for (int t = 0; t < RUN; t++) {
      Integer flit = flits.get(t);
      model.port("in_valid").set(flit == null ? 0 : 1L << flit % VCS);
      model.port("in_flit").set(flit == null ? 0 : flit);
      model.eval();
      long vc = model.port("out_valid").get();
      if (vc != 0) {
        all.add(new Out(t, vc, model.port("out_flit").get()));
      }
      model.step();
    }
    return all;
  }

  @Test
  void a_flit_that_finds_it_idle_comes_when_all_of_it_is_there() {
    try (var model = LINK.open()) {
      assertEquals(
          List.of(new Out(CYCLES, 1L << 1, 41), new Out(20 + CYCLES, 1, 42)),
          run(model, Map.of(0, 41, 20, 42)));
    }
  }

  @Test
  void flits_of_all_VCs_follow_each_other_in_order_as_quick_as_the_link_is() {
    try (var model = LINK.open()) {
      var flits = new TreeMap<Integer, Integer>();
      var expected = new ArrayList<Out>();
      for (int i = 0; i < VCS * PLACES; i++) {
        flits.put(i, 10 + i);
        expected.add(new Out(CYCLES * (i + 1), 1L << i % VCS, 10 + i));
      }
      assertEquals(expected, run(model, flits));
    }
  }

  @Test
  void credits_go_back_at_once() {
    try (var model = LINK.open()) {
      model.port("out_credit").set(0b10);
      model.eval();
      assertEquals(0b10, model.port("in_credit").get());
    }
  }
}
