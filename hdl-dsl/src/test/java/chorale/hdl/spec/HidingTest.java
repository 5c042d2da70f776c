package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import org.junit.jupiter.api.Test;

/** An instance that would bear the name of something inside it. */
class HidingTest {
  static final class Ticker extends Module {
    final UInt value = out(4);

    Ticker(Module parent) {
      super(parent);
      var count = reg(4);
      count.set(count.plus(1));
      value.set(count);
    }
  }

  static final class Top extends Module {
    final UInt value = out(4);

    Top() {
      super(null);
      var count = new Ticker(this);
      value.set(count.value);
    }
  }

  @Test
  void itIsCalledAfterItsClassAsWell() {
    assertEquals("count_ticker", Elaboration.of(Top::new).top().instances().getFirst().name());
  }
}
