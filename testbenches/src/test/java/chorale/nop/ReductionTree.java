package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import java.util.List;

/**
 * Two levels of adding switches: groups of leaves, whose contributions are BF16, below a root. Up,
 * links of some cycles; down, the gates alone: the fork of a dispatch is the bench's.
 */
final class ReductionTree extends Module {
  static final int LINK = 3;
  static final int PLACES = 24;

  /** Body flits of a leaf's contribution to each segment of a token. */
  static final List<Integer> SEGMENTS = List.of(2, 1);

  /** Dispatch at the root, before and behind its gate; the same at each group. */
  final Channel toRoot;

  final Channel fromRoot;
  final Channel[] toGroup;
  final Channel[] fromGroup;

  /** Contributions of each leaf, and the sums. */
  final Channel[] leaf;

  final Channel sum;

  /** Whether a flit goes up from a group. */
  final Bool[] up;

  /** Whether any switch has found a fault. */
  final Bool fault;

  /** Whether a gate holds a dispatch back: the root's, then the groups'. */
  final Bool[] waits;

  /** What the tree is built for: both levels have the same number of entries. */
  record Shape(int groups, int leavesPerGroup, int entries, boolean values) {
    static final int TAG_BITS = 7;

    int leaves() {
      return groups * leavesPerGroup;
    }

    PacketFormat format() {
      return new PacketFormat(leaves(), true, TAG_BITS + 1, 66);
    }

    ReducerParameters group() {
      return reducer(leavesPerGroup, 2, Element.BF16);
    }

    ReducerParameters root() {
      return reducer(groups, 4, Element.FP32);
    }

    private ReducerParameters reducer(int children, int packetFlits, Element element) {
      return new ReducerParameters(
          format(), TAG_BITS, children, entries, packetFlits, element, values, 2, 5000, PLACES);
    }
  }

  ReductionTree(Shape s) {
    super(null);
    int width = s.format().width();
    toRoot = Channel.receiver(this, 1, width);
    fromRoot = Channel.sender(this, 1, width);
    sum = Channel.sender(this, 1, width);
    toGroup = new Channel[s.groups()];
    fromGroup = new Channel[s.groups()];
    up = new Bool[s.groups()];
    leaf = new Channel[s.leaves()];
    waits = new Bool[s.groups() + 1];
    fault = outBool();
    var root = new Reducer(this, s.root());
    var lengths = SEGMENTS.stream().map(n -> n * Element.BF16.growth()).toList();
    var place = new DispatchGate.Place(0, s.leavesPerGroup(), 4, 4);
    var gate = new DispatchGate(this, s.root(), place, lengths);
    root.home.set(false);
    root.reserve.from(gate.reserve);
    gate.in.from(toRoot);
    fromRoot.from(gate.out);
    sum.from(root.out);
    waits[0] = outBool();
    waits[0].set(gate.waits);
    Bool wrong = wrong(root);
    for (int g = 0; g < s.groups(); g++) {
      toGroup[g] = Channel.receiver(this, 1, width);
      fromGroup[g] = Channel.sender(this, 1, width);
      var group = new Reducer(this, s.group());
      group.name("group_" + g);
      var below = new DispatchGate.Place(g * s.leavesPerGroup(), 1, 4, 4);
      var groupGate = new DispatchGate(this, s.group(), below, SEGMENTS);
      groupGate.name("gate_" + g);
      group.home.set(false);
      group.reserve.from(groupGate.reserve);
      groupGate.in.from(toGroup[g]);
      fromGroup[g].from(groupGate.out);
      waits[g + 1] = outBool();
      waits[g + 1].set(groupGate.waits);
      for (int l = 0; l < s.leavesPerGroup(); l++) {
        int number = g * s.leavesPerGroup() + l;
        leaf[number] = Channel.receiver(this, 1, width);
        group.in[l].from(leaf[number]);
      }
      ChannelPipe.join(this, group.out, root.in[g], LINK, "up_link_" + g);
      up[g] = outBool();
      up[g].set(group.out.valid().bit(0));
      wrong = wrong.or(wrong(group));
    }
    fault.set(wrong);
  }

  private static Bool wrong(Reducer r) {
    return r.late.or(r.fault.is(ReductionFault.NONE).not());
  }
}
