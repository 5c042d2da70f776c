package chorale.hdl;

import chorale.hdl.Node.Operator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Values of one type and width that can be indexed by hardware.
 *
 * <pre>{@code
 * var words = Vec.of(8, i -> reg(32));
 * value.set(words.at(index));
 * words.set(this, index, data);
 * }</pre>
 */
public final class Vec<T extends Bits> {
  private final List<T> elements;

  private Vec(List<T> elements) {
    this.elements = elements;
  }

  /** A vector of given elements, the first at index 0; narrower numbers are extended. */
  public static <T extends Bits> Vec<T> of(List<T> elements) {
    if (elements.isEmpty()) {
      throw Bits.failure(Rule.W004, "vector of nothing: give at least one element");
    }
    int w = elements.stream().mapToInt(Bits::width).max().getAsInt();
    return new Vec<>(elements.stream().map(e -> e.width() == w ? e : extended(e, w)).toList());
  }

  private static <T extends Bits> T extended(T element, int width) {
    return like(element, Bits.extended(element.node, width));
  }

  /** {@code n} elements made by {@code make}, for instance {@code i -> reg(8)}. */
  public static <T extends Bits> Vec<T> of(int n, IntFunction<T> make) {
    var list = new ArrayList<T>();
    for (int i = 0; i < n; i++) {
      list.add(make.apply(i));
    }
    return of(Collections.unmodifiableList(list));
  }

  /** {@code node} as a value of the type of {@code example}. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends Bits> T like(T example, Node node) {
    Bits value =
        switch ((Bits) example) {
          case UInt _ -> new UInt(node);
          case SInt _ -> new SInt(node);
          case Bool _ -> new Bool(node);
          case Choice c -> new Choice(node, c.type);
        };
    return (T) value;
  }

  /** Number of elements. */
  public int size() {
    return elements.size();
  }

  /** The element at a constant index. */
  public T get(int index) {
    return elements.get(index);
  }

  /** The element at an index known only in hardware; beyond the last, the last. */
  public T at(UInt index) {
    Node chosen = pick(index, Math.min(index.width(), Module.log2(size())) - 1, 0, true);
    return like(elements.getFirst(), chosen);
  }

  /** Drives the element at an index known only in hardware, in {@code module}. */
  public void set(Module module, UInt index, T value) {
    for (int i = 0; i < size(); i++) {
      T element = elements.get(i);
      if (Bits.fits(BigInteger.valueOf(i), index.width(), false)) {
        module.when(index.eq(i), () -> element.drive(value.node));
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
        ? Bits.operation(Operator.MUX, w, low.signed, select, high, low)
        : Bits.inner(Operator.MUX, w, low.signed, select, high, low);
  }
}
