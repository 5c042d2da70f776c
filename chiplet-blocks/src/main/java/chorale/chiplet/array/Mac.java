package chorale.chiplet.array;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.fp.Bf16Multiplier;
import chorale.hdl.lib.fp.FloatAdder;

/** The arithmetic of a processing element. */
final class Mac {
  private Mac() {}

  /** {@code a b}, {@code stages} cycles later, in the format of sums. */
  static UInt product(Module module, Element element, UInt a, UInt b, int stages) {
    return switch (element) {
      case BF16 -> {
        var multiplier = new Bf16Multiplier(module, stages, false);
        multiplier.a.set(a);
        multiplier.b.set(b);
        yield multiplier.product;
      }
      case INT8 -> {
        UInt product = a.asSInt().times(b.asSInt()).sext(element.sumBits).asUInt();
        for (int i = 0; i < stages; i++) {
          var held = module.regWithoutReset(product.width());
          held.set(product);
          product = held;
        }
        yield product;
      }
    };
  }

  /** {@code sum + product}, in the same cycle. */
  static UInt add(Module module, Element element, UInt sum, UInt product) {
    return switch (element) {
      case BF16 -> {
        var adder = new FloatAdder(module, 0);
        adder.a.set(sum);
        adder.b.set(product);
        yield adder.sum;
      }
      case INT8 -> sum.plus(product);
    };
  }
}
