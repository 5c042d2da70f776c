package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.hdl.Bits;
import chorale.hdl.Choice;
import chorale.hdl.Elaborated;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import org.junit.jupiter.api.Test;

/** Finding a port of the top module in the Verilog. */
final class ElaboratedTest {
  private enum State {
    IDLE,
    BUSY,
    DONE
  }

  private static final class Inner extends Module {
    final UInt held = out(4);

    Inner(Module parent) {
      super(parent);
      held.set(3);
    }
  }

  private static final class Top extends Module {
    final Stream[] enq = {sink(4), sink(4)};
    final UInt odd = in(4).named("something");
    final UInt sum = out(4);
    final Choice<State> state = out(State.class);
    final UInt total = wire(4);
    final UInt next;
    final Inner inner;

    Top() {
      super(null);
      inner = new Inner(this);
      for (Stream s : enq) {
        s.ready().set(true);
      }
      total.set(enq[0].bits().xor(enq[1].bits()));
      next = total.plus(odd);
      sum.set(next);
      var now = reg(State.IDLE);
      now.set(State.DONE);
      state.set(now);
    }
  }

  private final Elaborated<Top> design = Elaboration.withTop(Top::new);
  private final Top top = design.top();

  private void assertRefused(Bits signal, String message) {
    var error = assertThrows(IllegalArgumentException.class, () -> design.nameOf(signal));
    assertEquals(message, error.getMessage());
  }

  @Test
  void a_port_has_its_final_name() {
    assertEquals("enq_1_bits", design.nameOf(top.enq[1].bits()));
    assertEquals("something", design.nameOf(top.odd));
    assertEquals("state", design.nameOf(top.state));
  }

  @Test
  void the_circuit_is_that_of_the_same_module() {
    assertEquals("Top", design.circuit().top().name());
    assertEquals(2, design.circuit().modules().size());
  }

  @Test
  void what_is_no_port_of_the_top_module_is_refused_with_the_way_out() {
    assertRefused(top.total, "wire total is not a port of Top: drive an out() with it");
    assertRefused(top.next, "next is an expression, not a port of Top: drive an out() with it");
    assertRefused(
        top.inner.held,
        "out held is a signal of the child Inner: only ports of the top module Top can be reached");
    assertRefused(
        Elaboration.withTop(Top::new).top().sum,
        "out sum belongs to another Top: use the ports of this simulation's own module");
  }

  @Test
  void an_enums_port_is_as_wide_as_its_constants_need() {
    assertEquals(2, top.state.width());
    assertEquals(State.class, top.state.type());
  }
}
