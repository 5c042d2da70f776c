package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Corrects one wrong bit of a code word of {@link Secded} and detects two. Combinational: latency
 * 0, one word per cycle.
 *
 * <pre>{@code
 * var decoder = new SecdedDecoder(this, new Secded(32));
 * decoder.code.set(in(39).named("code"));
 * value.set(decoder.data);
 * fault.set(decoder.multiple);
 * word.set(Bits.cat(decoder.single, decoder.syndrome));
 * }</pre>
 */
public final class SecdedDecoder extends Module {
  /** A code word, possibly damaged. */
  public final UInt code;

  /** Its data, corrected if {@link #single}. */
  public final UInt data;

  /** Whether one bit was wrong, if only of the check bits. */
  public final Bool single;

  /** Whether two bits were wrong, or more: {@link #data} is not to be trusted. */
  public final Bool multiple;

  /** The column of the wrong bit; 0 if none is wrong or only the parity. */
  public final UInt syndrome;

  /** A decoder for {@code secded}. */
  public SecdedDecoder(Module parent, Secded secded) {
    super(parent);
    code = in(secded.codeBits());
    data = out(secded.dataBits());
    single = outBool();
    multiple = outBool();
    syndrome = out(secded.checkBits() - 1);
    var decoded = secded.decode(code);
    data.set(decoded.data());
    single.set(decoded.single());
    multiple.set(decoded.multiple());
    syndrome.set(decoded.syndrome());
  }
}
