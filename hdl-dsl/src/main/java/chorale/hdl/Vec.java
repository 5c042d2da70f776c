package chorale.hdl;

import chorale.hdl.Node.Operator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/** Values of equal width that can be indexed by hardware. */
public final class Vec {
  private final List<UInt> elements;

  private Vec(List<UInt> elements) {
    this.elements = elements;
  }

  /** A vector of given elements, the first at index 0; narrower ones are zero-extended. */
  public static Vec of(List<UInt> elements) {
    if (elements.isEmpty()) {
      throw Bits.failure(Rule.W004, "vector of nothing: give at least one element");
    }
    int w = elements.stream().mapToInt(UInt::width).max().getAsInt();
    return new Vec(elements.stream().map(e -> e.width() == w ? e : e.zext(w)).toList());
  }

  /** {@code n} elements made by {@code make}, for instance {@code i -> reg(8)}. */
  public static Vec of(int n, IntFunction<UInt> make) {
    var list = new ArrayList<UInt>();
    for (int i = 0; i < n; i++) {
      list.add(make.apply(i));
    }
    return of(Collections.unmodifiableList(list));
  }

  /** Number of elements. */
  public int size() {
    return elements.size();
  }

  /** The element at a constant index. */
  public UInt get(int index) {
    return elements.get(index);
  }

  /** The element at an index known only in hardware; beyond the last, the last. */
  public UInt at(UInt index) {
    return new UInt(pick(index, Math.min(index.width(), Module.log2(size())) - 1, 0, true));
  }

  /** Drives the element at an index known only in hardware, in {@code module}. */
  public void set(Module module, UInt index, UInt value) {
    for (int i = 0; i < size(); i++) {
      UInt element = elements.get(i);
      if (Bits.fits(BigInteger.valueOf(i), index.width(), false)) {
        module.when(index.eq(i), () -> element.set(value));
      }
    }
  }

  /** The tree of multiplexers below one bit of the index; only its root takes a name. */
  private Node pick(UInt index, int bit, int base, boolean root) {
    if (bit < 0 || base >= size() - 1) {
      return elements.get(Math.min(base, size() - 1)).node;
    }
    Node low = pick(index, bit - 1, base, false);
    int upper = base + (1 << bit);
    if (upper >= size()) {
      return low;
    }
    Node high = pick(index, bit - 1, upper, false);
    Node select =
        new Node.Operation(
            Operator.SLICE,
            1,
            false,
            bit,
            bit,
            List.of(index.node),
            new Site(Site.here().place(), null));
    int w = low.width;
    return root
        ? Bits.operation(Operator.MUX, w, false, select, high, low)
        : Bits.inner(Operator.MUX, w, false, select, high, low);
  }
}
