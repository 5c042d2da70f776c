package chorale.hdl.lib;

import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Makes code words of {@link Secded}. Combinational: latency 0, one word per cycle.
 *
 * <pre>{@code
 * var encoder = new SecdedEncoder(this, new Secded(32));
 * encoder.data.set(data);
 * out(39).named("code").set(encoder.code);
 * }</pre>
 */
public final class SecdedEncoder extends Module {
  /** A data word. */
  public final UInt data;

  /** Its code word. */
  public final UInt code;

  /** An encoder for {@code secded}. */
  public SecdedEncoder(Module parent, Secded secded) {
    super(parent);
    data = in(secded.dataBits());
    code = out(secded.codeBits());
    code.set(secded.encode(data));
  }
}
