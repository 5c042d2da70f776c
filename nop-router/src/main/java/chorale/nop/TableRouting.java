package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.Topology.RouterPort;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The routing of one router of a {@link Topology}. */
public record TableRouting(VirtualChannels channels, PacketFormat format, int router)
    implements VcRouting {

  @Override
  public String label() {
    return channels.topology().name() + "_" + router;
  }

  @Override
  public List<Integer> outputs(int input, int vc) {
    return channels.outputs(router, input, vc);
  }

  @Override
  public List<Integer> next(int input, int vc) {
    return channels.next(router, input, vc);
  }

  @Override
  public UInt route(int input, int vc, UInt head) {
    var outputs = outputs(input, vc);
    if (channels.classOf(vc).forks()) {
      var leaves = format.destinations(head);
      return RoundRobin.mask(
          outputs.stream().map(o -> leaves.and(mask(channels.behind(router, o))).any()).toList());
    }
    return lookup(
        input,
        vc,
        head,
        d -> outputs.indexOf(channels.topology().route(router, d)),
        outputs.size());
  }

  @Override
  public UInt nextVc(int input, int vc, UInt head) {
    var next = next(input, vc);
    if (channels.classOf(vc).forks()) {
      return UInt.lit(1, 1);
    }
    int c = channels.classes().indexOf(channels.classOf(vc));
    return lookup(
        input, vc, head, d -> next.indexOf(channels.leaves(router, input, d, c)), next.size());
  }

  @Override
  public List<Integer> flows(int input, int vc, int output) {
    if (format.namesSource()) {
      return IntStream.range(0, OutputFlows.MOST).boxed().toList();
    }
    return channels.destinations(router, input, vc).stream()
        .filter(d -> channels.topology().route(router, d) == output)
        .map(d -> 2 * d % OutputFlows.MOST)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * By the lowest bits of the source's number plus twice the destination's. Any function of the two
   * would keep order; this one tells apart the leaves of small subtrees, with few registers.
   */
  @Override
  public UInt flow(UInt head, List<Integer> flows) {
    int bits = Module.log2(OutputFlows.MOST);
    UInt destination = format.destination(head);
    int low = Math.min(bits - 1, destination.width());
    UInt number = Bits.cat(destination.slice(low - 1, 0), UInt.lit(0, 1)).zext(bits);
    if (format.namesSource()) {
      UInt source = format.source(head);
      number = number.plus(source.slice(Math.min(bits, source.width()) - 1, 0).zext(bits));
    }
    var each = new ArrayList<Bool>();
    for (int g : flows) {
      each.add(number.eq(g));
    }
    return RoundRobin.mask(each);
  }

  private UInt lookup(int input, int vc, UInt head, IntUnaryOperator place, int alternatives) {
    var table = new long[channels.topology().leaves()];
    Arrays.fill(table, Lookup.ANY);
    for (int d : channels.destinations(router, input, vc)) {
      table[d] = 1L << place.applyAsInt(d);
    }
    return Lookup.of(format.destination(head), table, alternatives);
  }

  @Override
  public Bool belongs(int output, VcClass kind, UInt head) {
    var behind = channels.behind(router, output);
    if (kind.forks()) {
      var leaves = format.destinations(head);
      return leaves.any().andNot(leaves.and(mask(behind).not()).any());
    }
    var destination = format.destination(head);
    return behind.stream().map(d -> destination.eq(d)).reduce(Bool.lit(false), Bool::or);
  }

  @Override
  public boolean isRouter(int port) {
    return channels.topology().peer(router, port) instanceof RouterPort;
  }

  @Override
  public int rank(int output) {
    return channels.graph().rank(router, output);
  }

  @Override
  public UInt onward(int output, UInt flit) {
    return format.only(flit, mask(channels.behind(router, output)));
  }

  private UInt mask(List<Integer> leaves) {
    var bits = BigInteger.ZERO;
    for (int leaf : leaves) {
      bits = bits.setBit(leaf);
    }
    return UInt.lit(bits, format.leaves());
  }
}
