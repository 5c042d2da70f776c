package chorale.rtl;

import chorale.hdl.Module;
import chorale.hdl.UInt;

/** Keeps the last samples and their sum. */
final class MetadataExample extends Module {
  final UInt sample = in(8);
  final UInt sum = out(16);
  final UInt oldest = out(8);

  MetadataExample() {
    super(null);
    var history = mem(4, 8);
    var at = new Wrap(this);
    history.write(at.value, sample);
    oldest.set(history.read(at.value));
    var total = reg(16, 100);
    total.set(total.plus(sample));
    sum.set(total);
  }

  /** Counts from 0 to 3, and again. */
  static final class Wrap extends Module {
    final UInt value = out(2);

    Wrap(Module parent) {
      super(parent);
      var count = reg(2);
      count.set(count.plus(1));
      value.set(count);
    }

    @Override
    protected String doc() {
      return "Counts from 0 to 3, and again.";
    }
  }
}
