package chorale.hdl.lib;

import chorale.sim.Model;
import chorale.sim.Port;
import java.util.Random;
import java.util.function.LongSupplier;

/** Offers words at a port pair until they are taken, and begins to offer one by chance. */
final class StreamSource {
  private final Port valid;
  private final Port ready;
  private final Runnable next;
  private boolean offering;

  private StreamSource(Model model, String name, Runnable next) {
    valid = model.port(name + "_valid");
    ready = model.port(name + "_ready");
    this.next = next;
  }

  /** Words from {@code words} at the stream {@code name}. */
  static StreamSource of(Model model, String name, LongSupplier words) {
    var bits = model.port(name + "_bits");
    return new StreamSource(model, name, () -> bits.set(words.getAsLong()));
  }

  /** As {@link #of}, but {@code next} sets the ports of a new word itself. */
  static StreamSource setting(Model model, String name, Runnable next) {
    return new StreamSource(model, name, next);
  }

  /** Sets the ports: an idle source offers a word in {@code percent} of the cycles. */
  void drive(Random random, int percent) {
    if (!offering && random.nextInt(100) < percent) {
      next.run();
      offering = true;
    }
    valid.set(offering ? 1 : 0);
  }

  /** Looks at the evaluated ports: whether the word is taken in this cycle. */
  boolean taken() {
    boolean taken = offering && ready.get() == 1;
    offering &= !taken;
    return taken;
  }
}
