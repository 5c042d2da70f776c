package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;

/**
 * Brings one bit into the clock domain that the module is made in, by a chain of {@code stages}
 * registers, at least 2. Latency {@code stages} to {@code stages + 1} cycles; a pulse shorter than
 * a cycle may be lost. The bit must come straight from a register, or it may glitch.
 *
 * <pre>{@code
 * var ready = within(core, () -> new Synchronizer(this, 2));
 * ready.in.set(written);
 * done.set(ready.out);
 * }</pre>
 */
public final class Synchronizer extends Module {
  /** The bit as another clock drives it. */
  public final Bool in;

  /** The bit as this clock sees it; 0 after reset. */
  public final Bool out;

  /** A chain of {@code stages} registers. */
  public Synchronizer(Module parent, int stages) {
    require(stages >= 2, "a Synchronizer of %d stages: at least 2".formatted(stages));
    super(parent);
    in = inBool();
    out = outBool();
    Bool last = in;
    for (int i = 0; i < stages; i++) {
      var stage = regBool();
      if (i == 0) {
        stage.acrossDomains();
      }
      stage.set(last);
      last = stage;
    }
    out.set(last);
  }
}
