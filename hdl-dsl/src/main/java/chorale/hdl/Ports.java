package chorale.hdl;

/**
 * Makes the signals of a bundle, directed as seen from one end. A layout is written once, as a
 * method from {@code Ports} to a record; {@link Module#ports}, {@link Module#flipped} and {@link
 * Module#wires} make the one end, the other, and what runs between two children.
 *
 * <pre>{@code
 * record Channel(Stream request, Stream reply, Bool busy) implements Bundle {
 *   static Channel client(Ports p) {
 *     return new Channel(p.source(32), p.sink(64), p.inBool());
 *   }
 * }
 * ...
 * final Channel memory = ports(Channel::client);
 * final Channel user = flipped(Channel::client);
 * }</pre>
 */
public interface Ports {
  /** An input of {@code width} bits. */
  UInt in(int width);

  /** A signed input. */
  SInt inS(int width);

  /** An input of one bit. */
  Bool inBool();

  /** An input of an enum. */
  <E extends Enum<E>> Choice<E> in(Class<E> type);

  /** An output of {@code width} bits. */
  UInt out(int width);

  /** A signed output. */
  SInt outS(int width);

  /** An output of one bit. */
  Bool outBool();

  /** An output of an enum. */
  <E extends Enum<E>> Choice<E> out(Class<E> type);

  /** The receiving end of a ready/valid stream. */
  default Stream sink(int width) {
    return Stream.of(inBool(), outBool(), in(width));
  }

  /** The sending end of a ready/valid stream. */
  default Stream source(int width) {
    return Stream.of(outBool(), inBool(), out(width));
  }
}
