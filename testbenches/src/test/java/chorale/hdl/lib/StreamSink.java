package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.Model;
import chorale.sim.Port;
import java.util.Random;

/** Is ready by chance, and checks that a word, once offered, is offered until it is taken. */
final class StreamSink {
  private final String name;
  private final Port valid;
  private final Port ready;
  private final Port bits;
  private boolean waiting;
  private long offered;

  StreamSink(Model model, String name) {
    this.name = name;
    valid = model.port(name + "_valid");
    ready = model.port(name + "_ready");
    bits = model.port(name + "_bits");
  }

  /** Sets the ports: ready in {@code percent} of the cycles. */
  void drive(Random random, int percent) {
    ready.set(random.nextInt(100) < percent ? 1 : 0);
  }

  /** Looks at the evaluated ports: whether a word is taken in this cycle. */
  boolean takes() {
    if (waiting) {
      assertTrue(valid.get() == 1, name + " took its word back");
      assertEquals(offered, bits.get(), name + " changed its word");
    }
    offered = bits.get();
    waiting = valid.get() == 1 && ready.get() == 0;
    return valid.get() == 1 && ready.get() == 1;
  }

  /** The word that is offered. */
  long word() {
    return offered;
  }
}
