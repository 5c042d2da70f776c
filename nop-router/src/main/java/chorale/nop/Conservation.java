package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.Arrays;
import java.util.Objects;

/**
 * The equations of the links of a network. On a link, for each virtual channel, each place of the
 * buffer at the far end is in one state: its credit is at the sender; a flit that has the credit
 * stands at the output, is on the wire or in the buffer; or the credit is on its way back.
 *
 * <pre>{@code
 * credits + flits at the output + flits on the wire + flits in the buffer
 *   + credit being returned + credits on the wire = places
 * }</pre>
 *
 * <p>A flit or a credit that is lost, or made, breaks the equation, though no buffer overflows. The
 * network knows its links and emits an equation for each; of a leaf it counts what crosses its own
 * border. A part of a network, without a module of its own.
 */
final class Conservation {
  private final Module network;
  private final VirtualChannels channels;

  Conservation(Module network, VirtualChannels channels) {
    this.network = network;
    this.channels = channels;
  }

  /** From a router to another. */
  void link(String name, VcRouter from, int output, ChannelPipe wire, VcRouter to, int input) {
    for (int v = 0; v < channels.vcs(); v++) {
      UInt sending = from.checks.sending[output][v];
      UInt receiving = to.checks.receiving[input][v];
      if (sending != null && receiving != null) {
        balance(name, v, channels.classOf(v).mostPlaces(), sending, on(wire, v), receiving);
      }
    }
  }

  /** From a leaf, which starts with a credit for each place. */
  void fromLeaf(int leaf, Channel enter, ChannelPipe wire, VcRouter to, int input) {
    for (int v = 0; v < channels.vcs(); v++) {
      UInt receiving = to.checks.receiving[input][v];
      if (receiving != null) {
        int places = channels.classOf(v).depth();
        var credits = network.reg(Module.log2(places + 1), places).named(at("credits_of", leaf, v));
        Bool sends = enter.valid().bit(v);
        count(credits, enter.credit().bit(v), sends);
        network.assertThat(
            sends.not().or(credits.any()), "leaf %d sends without a credit".formatted(leaf));
        balance("the link from leaf " + leaf, v, places, credits, on(wire, v), receiving);
      }
    }
  }

  /** To a leaf, which may free a place in the cycle in which the flit arrives. */
  void toLeaf(int leaf, VcRouter from, int output, ChannelPipe wire, Channel leave, int places) {
    for (int v = 0; v < channels.vcs(); v++) {
      UInt sending = from.checks.sending[output][v];
      if (sending != null) {
        var holds = network.reg(Module.log2(places + 1)).named(at("held_by", leaf, v));
        Bool arrives = leave.valid().bit(v);
        Bool frees = leave.credit().bit(v);
        count(holds, arrives, frees);
        network.assertThat(
            frees.not().or(holds.any()).or(arrives),
            "leaf %d returns a credit that it has not".formatted(leaf));
        balance("the link to leaf " + leaf, v, places, sending, on(wire, v), holds);
      }
    }
  }

  private static String at(String what, int leaf, int v) {
    return "%s_leaf_%d_%d".formatted(what, leaf, v);
  }

  private static UInt on(ChannelPipe wire, int v) {
    return wire == null ? null : wire.underWay[v];
  }

  private void count(UInt register, Bool more, Bool less) {
    int bits = register.width();
    register.set(register.plus(more.zext(bits)).minus(less.zext(bits)));
  }

  /** Wide enough that a wrong sum cannot wrap into the right one. */
  private void balance(String link, int v, int places, UInt... parts) {
    var all = Arrays.stream(parts).filter(Objects::nonNull).toList();
    int bits = all.stream().mapToInt(UInt::width).max().orElseThrow() + 2;
    UInt sum = UInt.lit(0, bits);
    for (UInt part : all) {
      sum = sum.plus(part.zext(bits));
    }
    network.assertThat(
        sum.eq(places), "%s, VC %d: a credit or a flit is lost or made".formatted(link, v));
  }
}
