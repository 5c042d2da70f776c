package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.NetworkInterface.Format;
import chorale.nop.VcClass.Choice;
import chorale.nop.VirtualChannels.Tap;
import java.util.ArrayList;
import java.util.List;

/**
 * Two levels of joins in a network: chiplets below switches send streams of sums to homes at the
 * root, by way of a join at each switch and one at the root; beside them, packets of another class
 * from all to all.
 */
public final class JoinTree extends Module {
  static final int OTHER = 0;
  static final int COMBINE = 1;

  /** By chiplet or home and class, what its interface takes. */
  final Stream[][] orders;

  final Stream[][] words;

  /** What the interfaces of all say. */
  final Bool[] write;

  final UInt[] kind;
  final UInt[] data;
  final Bool[] arrived;
  final UInt[] slot;
  final UInt[] source;

  /** Whether a join has found a fault. */
  final Bool fault;

  /**
   * What the tree is built for; {@code words} body flits of 32 bits in a packet, a power of two.
   */
  public record Shape(int groups, int each, int homes, int words, int depth) {
    static final int SLOT_BITS = 7;

    /** Leaves with an interface. */
    int ends() {
      return groups * each + homes;
    }

    int chiplets() {
      return groups * each;
    }

    /** The leaf of a switch's join, or of the root's. */
    int joinLeaf(int router) {
      return ends() + router;
    }

    Topology topology() {
      return Topology.nopTree(2, groups, each, homes, 1);
    }

    PacketFormat flits() {
      int leafBits = log2(topology().leaves());
      return new PacketFormat(topology().leaves(), false, SLOT_BITS + leafBits, 34);
    }

    Format format() {
      return new Format(flits(), SLOT_BITS, words);
    }

    List<VcClass> classes() {
      return List.of(
          VcClass.unicast("other", 2, 4, Choice.NEXT_OUTPUT, words + 1),
          VcClass.unicast("combine", 1, depth, Choice.NEXT_OUTPUT, words + 1));
    }

    /** The VC of sums: that of the last class. */
    int vc() {
      return 2;
    }

    VirtualChannels channels() {
      var taps = new ArrayList<Tap>();
      for (int g = 0; g < groups; g++) {
        for (int c = 0; c < each; c++) {
          taps.add(new Tap(g, c, vc()));
        }
      }
      for (int g = 0; g < groups; g++) {
        taps.add(new Tap(groups, g, vc()));
      }
      return new VirtualChannels(topology(), classes(), this::sends, taps);
    }

    private boolean sends(int kind, int from, int to) {
      boolean toHome = to >= chiplets() && to < ends();
      boolean isStream = from < chiplets() || from >= ends();
      return kind == OTHER ? from < ends() && to < ends() : toHome && isStream;
    }

    JoinParameters join(boolean isRoot) {
      int children = isRoot ? groups : each;
      return new JoinParameters(
          flits(), SLOT_BITS, children, words, Element.BF16, true, 2, depth, depth, isRoot);
    }
  }

  /** The tree. */
  public JoinTree(Shape s) {
    super(null);
    int n = s.ends();
    int kinds = s.classes().size();
    orders = new Stream[n][kinds];
    words = new Stream[n][kinds];
    write = new Bool[n];
    kind = new UInt[n];
    data = new UInt[n];
    arrived = new Bool[n];
    slot = new UInt[n];
    source = new UInt[n];
    fault = outBool();
    var channels = s.channels();
    var p = RouterParameters.of(s.flits().width(), s.classes().toArray(VcClass[]::new));
    int leafLatency = 1;
    var network =
        new Network(
            this, channels, s.flits(), p, leaf -> leaf < n ? leafLatency : 0, s.words() + 1);
    for (int r = 0; r < network.moves.length; r++) {
      network.moves[r].optional();
      network.blocked[r].optional();
    }
    for (int leaf = 0; leaf < n; leaf++) {
      attach(network, channels, s, leaf);
    }
    Bool wrong = Bool.lit(false);
    int tap = 0;
    for (int r = 0; r <= s.groups(); r++) {
      boolean isRoot = r == s.groups();
      var join = new SortedJoin(this, s.join(isRoot), s.joinLeaf(r));
      join.name("join_" + r);
      for (Channel in : join.in) {
        in.from(network.taps[tap++]);
      }
      network.enter[s.joinLeaf(r)].fromOne(join.out, s.vc());
      network.leave[s.joinLeaf(r)].unused();
      wrong = wrong.or(join.fault.is(JoinFault.NONE).not());
    }
    fault.set(wrong);
  }

  private void attach(Network network, VirtualChannels channels, Shape s, int leaf) {
    var ni = new NetworkInterface(this, channels, s.format(), leaf);
    ni.name("interface_" + leaf);
    network.enter[leaf].from(ni.out);
    ni.in.from(network.leave[leaf]);
    for (int c = 0; c < ni.orders.length; c++) {
      orders[leaf][c] = sink(s.format().orderBits());
      words[leaf][c] = sink(s.format().wordBits());
      ni.orders[c].from(orders[leaf][c]);
      ni.words[c].from(words[leaf][c]);
    }
    ni.writeAddress.optional();
    write[leaf] = outBool();
    write[leaf].set(ni.write);
    kind[leaf] = out(s.classes().size());
    kind[leaf].set(ni.kind);
    data[leaf] = out(s.format().wordBits());
    data[leaf].set(ni.writeData);
    arrived[leaf] = outBool();
    arrived[leaf].set(ni.arrived);
    slot[leaf] = out(Shape.SLOT_BITS);
    slot[leaf].set(ni.slot);
    source[leaf] = out(ni.source.width());
    source[leaf].set(ni.source);
  }
}
