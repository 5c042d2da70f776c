package chorale.bench.cost;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Channel;
import chorale.nop.VcRouter;
import java.util.ArrayList;
import java.util.List;

/**
 * A router behind a few pins, to be placed where there are not enough for its ports: its inputs are
 * the bits of a shift register, and its outputs are folded into another one (a multiple-input
 * signature register), so that none of them can be left out. Each bit of either is a flip-flop, and
 * for outputs a gate in front of it: one logic cell of an FPGA.
 */
final class Pins extends Module {
  /** The next bit of the router's inputs. */
  final Bool scan;

  /** The oldest bit of the signature. */
  final Bool signature;

  /** Bits of both registers. */
  final int registers;

  Pins(RouterDesign design) {
    super(null);
    scan = inBool();
    signature = outBool();
    VcRouter router = design.module(this);
    var inputs = new ArrayList<UInt>();
    var outputs = new ArrayList<Bits>();
    for (int i = 0; i < router.in.length; i++) {
      Channel in = router.in[i];
      Channel out = router.out[i];
      inputs.addAll(List.of(in.valid(), in.flit(), out.credit()));
      outputs.addAll(List.of(out.valid(), out.flit(), in.credit()));
    }
    var shifted = regWithoutReset(inputs.stream().mapToInt(UInt::width).sum());
    shifted.set(Bits.cat(shifted.slice(shifted.width() - 2, 0), scan));
    int at = 0;
    for (UInt input : inputs) {
      input.set(shifted.slice(at + input.width() - 1, at));
      at += input.width();
    }
    var folded = Bits.cat(outputs.toArray(Bits[]::new));
    var sum = regWithoutReset(folded.width());
    sum.set(Bits.cat(sum.slice(sum.width() - 2, 0), sum.bit(sum.width() - 1)).xor(folded));
    signature.set(sum.bit(sum.width() - 1));
    registers = shifted.width() + sum.width();
  }
}
