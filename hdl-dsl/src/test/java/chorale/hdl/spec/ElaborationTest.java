package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.lib.Fifo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** One design after the other, at once, again, and large. */
final class ElaborationTest {
  /** Queues one after the other, of the depths given. */
  private static final class Chain extends Module {
    Chain(Module parent, int... depths) {
      super(parent);
      var from = sink(8);
      var to = source(8);
      var at = from;
      for (int depth : depths) {
        var queue = new Fifo(this, 8, depth);
        queue.enq.from(at);
        at = queue.deq;
      }
      to.from(at);
    }
  }

  private static List<String> names(Circuit circuit) {
    return circuit.modules().stream().map(ModuleIr::name).toList();
  }

  @Test
  void equal_modules_are_merged_and_unequal_ones_numbered() {
    var circuit = Elaboration.of(() -> new Chain(null, 4, 8, 4, 4, 8));
    assertEquals(List.of("Fifo", "Fifo_1", "Chain"), names(circuit));
    assertEquals(
        List.of("Fifo", "Fifo_1", "Fifo", "Fifo", "Fifo_1"),
        circuit.top().instances().stream().map(ModuleIr.Instance::module).toList());
  }

  @Test
  void children_come_before_their_parents() {
    var circuit = Elaboration.of(() -> new Chain(null, 4));
    assertEquals("Chain", circuit.top().name());
    assertEquals("Fifo", circuit.modules().getFirst().name());
    assertEquals(circuit.modules().getFirst(), circuit.module("Fifo"));
  }

  @Test
  void clock_and_reset_appear_where_they_are_needed_and_nowhere_else() {
    assertEquals(
        List.of("a", "y"),
        IrText.declared(
            Sketch.elaborate(
                    m -> {
                      var a = m.in(1);
                      var y = m.out(1);
                      y.set(a);
                    })
                .top()));
    assertEquals(
        List.of("clock", "y", "later"),
        IrText.declared(
            Sketch.elaborate(
                    m -> {
                      var y = m.out(1);
                      var later = m.regWithoutReset(1);
                      y.set(later);
                      later.set(1);
                    })
                .top()));
  }

  @Test
  void elaboration_is_repeatable() {
    var first = Elaboration.of(() -> new Chain(null, 2, 3, 4, 3));
    assertEquals(first, Elaboration.of(() -> new Chain(null, 2, 3, 4, 3)));
  }

  @Test
  void designs_elaborated_at_once_equal_those_elaborated_one_after_the_other() throws Exception {
    var expected = new ArrayList<Circuit>();
    var tasks = new ArrayList<Callable<Circuit>>();
    for (int i = 0; i < 16; i++) {
      int depth = 2 + i;
      expected.add(Elaboration.of(() -> new Chain(null, depth, 4, depth)));
      tasks.add(() -> Elaboration.of(() -> new Chain(null, depth, 4, depth)));
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      var results = threads.invokeAll(tasks);
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i), results.get(i).get(), "design " + i);
      }
    }
  }

  @Test
  void a_chain_of_20000_adders_becomes_nets_of_readable_depth() {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.in(8);
                  UInt sum = a;
                  for (int i = 0; i < 20_000; i++) {
                    sum = sum.plus(a);
                  }
                  m.out(8).named("y").set(sum);
                })
            .top();
    assertEquals(20_000 / 50 + 1, top.nets().size());
    assertTrue(top.nets().stream().allMatch(n -> IrText.expr(n.value()).length() < 1000));
  }

  @Test
  void a_chain_of_20000_named_adders_elaborates() {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.in(8);
                  UInt sum = a;
                  for (int i = 0; i < 20_000; i++) {
                    sum = sum.plus(a).named("sum");
                  }
                  m.out(8).named("y").set(sum);
                })
            .top();
    assertEquals(20_001, top.nets().size());
    assertEquals("sum_19999 = ADD:8(sum_19998, a)", IrText.nets(top).get(19_999));
  }

  @Test
  void an_exception_of_the_designer_comes_through_as_it_is() {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Elaboration.of(
                    () -> {
                      throw new IllegalArgumentException("mine");
                    }));
    assertEquals("mine", thrown.getMessage());
  }

  @Test
  void the_modules_text_above_it_is_kept() {
    var circuit =
        Elaboration.of(
            () ->
                new Module(null) {
                  {
                    outBool().named("y").set(true);
                  }

                  @Override
                  protected String doc() {
                    return "Always true.";
                  }
                });
    assertEquals("Always true.", circuit.top().doc());
  }
}
