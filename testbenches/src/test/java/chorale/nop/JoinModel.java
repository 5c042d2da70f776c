package chorale.nop;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a {@link SortedJoin} has to send, from the description: keys in rising order; the packets
 * that a child has for a key one by one, round by round; in a round the children in their order,
 * then the sum of the rounds before. Java adds the numbers.
 */
final class JoinModel {
  private JoinModel() {}

  /**
   * A packet.
   *
   * @param slot without {@code more}
   * @param numbers bf16 bit patterns
   */
  record Packet(int slot, int address, boolean more, List<Integer> numbers) {
    long key() {
      return ((long) slot << 32) + address;
    }
  }

  /** The sums of the children's packets of one pass, its end included. */
  static List<Packet> sums(List<List<Packet>> children) {
    var keys = new TreeSet<Long>();
    children.forEach(packets -> packets.forEach(p -> keys.add(p.key())));
    var sums = new ArrayList<Packet>();
    for (long key : keys) {
      var mine =
          children.stream()
              .map(packets -> packets.stream().filter(p -> p.key() == key).toList())
              .toList();
      sums.add(sum(mine, (int) (key >> 32), (int) key));
    }
    return sums;
  }

  /** The sum of all packets of a key, by child. */
  private static Packet sum(List<List<Packet>> mine, int slot, int address) {
    int rounds = mine.stream().mapToInt(List::size).max().orElseThrow();
    int n = mine.stream().flatMap(List::stream).findAny().orElseThrow().numbers.size();
    var total = new ArrayList<Integer>();
    for (int i = 0; i < n; i++) {
      Integer before = null;
      for (int round = 0; round < rounds; round++) {
        var operands = new ArrayList<Integer>();
        for (var packets : mine) {
          operands.add(round < packets.size() ? packets.get(round).numbers.get(i) << 16 : null);
        }
        operands.add(before);
        before = ReductionModel.sum(operands);
      }
      total.add(rounded(before));
    }
    return new Packet(slot, address, false, total);
  }

  /** A binary32 bit pattern as the nearest bf16, of two equally near ones the even. */
  static int rounded(int bits) {
    if (Float.isNaN(Float.intBitsToFloat(bits))) {
      return 0x7fc0;
    }
    int down = bits & 0xffff0000;
    long rest = Integer.toUnsignedLong(bits) - Integer.toUnsignedLong(down);
    boolean odd = (down >>> 16) % 2 != 0;
    boolean up = rest > 0x8000 || rest == 0x8000 && odd;
    return (down >>> 16) + (up ? 1 : 0);
  }
}
