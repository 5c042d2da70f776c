package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The check value of a message that arrives word by word. A word taken in cycle t counts in {@link
 * #value} from t + 1 on; one word per cycle, also from one message to the next. Until the first
 * message {@link #value} means nothing.
 *
 * <pre>{@code
 * var crc = new Crc(this, CrcCode.CRC_32, 32);
 * crc.valid.set(enable);
 * crc.first.set(start);
 * crc.data.set(data);
 * value.set(crc.value);
 * }</pre>
 */
public final class Crc extends Module {
  /** Whether a word arrives. */
  public final Bool valid;

  /** Whether it is the first one of its message. */
  public final Bool first;

  /** The word. */
  public final UInt data;

  /** The check value of the message as far as it has arrived. */
  public final UInt value;

  /** The check of {@code code} over words of {@code dataWidth} bits. */
  public Crc(Module parent, CrcCode code, int dataWidth) {
    super(parent);
    valid = inBool();
    first = inBool();
    data = in(dataWidth);
    value = out(code.width());
    var remainder = reg(code.width());
    var running = first.mux(code.start(), remainder);
    when(valid, () -> remainder.set(code.next(running, data)));
    value.set(code.finish(remainder));
  }
}
