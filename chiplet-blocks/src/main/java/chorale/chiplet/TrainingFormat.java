package chorale.chiplet;

import chorale.chiplet.array.GemmFormat;
import chorale.chiplet.vector.VectorFormat;
import chorale.hdl.Module;
import java.math.BigInteger;
import java.util.List;

/** Commands and entries of tables of the chiplets of a {@link TrainingPackage}, as words. */
public final class TrainingFormat {
  private final TrainingParameters p;

  /** The words of a package. */
  public TrainingFormat(TrainingParameters p) {
    this.p = p;
  }

  int gemmWidth() {
    return new GemmFormat(p.array()).width();
  }

  int vectorWidth() {
    return new VectorFormat(p.vector()).commandBits();
  }

  /** Bits of a command of the send engine. */
  public int sendWidth() {
    return new TableRange(p.packets()).width();
  }

  /** Bits of a command of the copy engine. */
  public int copyWidth() {
    return new TableRange(p.options().copies()).width();
  }

  /** Bits of a command to load or to store. */
  public int blockWidth() {
    return new BlockProtocol.Command(p.protocol()).width();
  }

  /** Bits of a command of a port. */
  public int portWidth() {
    return new AddingSender.Command(p.network().interfaceFormat(), p.array().addressBits()).width();
  }

  /**
   * A command of a port: words of a memory that lie one behind the other, to the same memory of a
   * leaf.
   *
   * @param leaf where they go
   * @param there the address of the first one's place
   * @param sums whether they are sums
   * @param here the address of the first one
   * @param addend the address of what they are added to; negative: nothing
   * @param count words
   */
  public BigInteger rows(int leaf, long there, boolean sums, long here, long addend, int count) {
    int halves = sums ? 2 : 1;
    if (count < 1 || count * halves % p.packetWords() != 0) {
      throw new IllegalArgumentException(
          "%d words of %s in packets of %d of the network's: whole packets"
              .formatted(count, sums ? "sums" : "operands", p.packetWords()));
    }
    long slot = slot(there * halves) | (sums ? 2L * p.words() / p.packetWords() : 0);
    return new AddingSender.Command(p.network().interfaceFormat(), p.array().addressBits())
        .encode(
            leaf,
            slot,
            count * halves / p.packetWords(),
            sums,
            here,
            addend >= 0,
            Math.max(0, addend));
  }

  /** Bits of data on the host's bus. */
  int hostDataBits() {
    int most = Math.max(p.scratchBits(), p.sumBits());
    int blocks = p.stack().isPresent() ? blockWidth() : 1;
    int copies = p.options().copies() > 0 ? copyWidth() : 1;
    int rows = p.options().ports() > 0 ? portWidth() : 1;
    for (int width : List.of(gemmWidth(), vectorWidth(), sendWidth(), blocks, copies, rows)) {
      most = Math.max(most, new CommandFormat(p.semaphores(), width).width());
    }
    int copy = p.options().copies() > 0 ? copy().width() : 1;
    int board = p.options().board().isPresent() ? board().width() : 1;
    most = Math.max(most, Math.max(packet().width(), Math.max(copy, board)));
    return Math.max(most, new VectorFormat(p.vector()).instructionBits());
  }

  SendEngine.Packet packet() {
    return new SendEngine.Packet(
        p.network().interfaceFormat(), p.array().addressBits(), TrainingParameters.CLASSES);
  }

  CopyEngine.Copy copy() {
    return new CopyEngine.Copy(p.array().addressBits() - Module.log2(p.packetWords()));
  }

  Scoreboard.Entry board() {
    var board = p.options().board().orElseThrow();
    return new Scoreboard.Entry(board.counters(), p.slotBits(), board.isOrdered());
  }

  /** An entry of the board's table: what arrives there counts a counter, or none if negative. */
  public BigInteger counts(int counter) {
    return board().encode(counter);
  }

  /** The same of a board without order: it goes to the next free place, from an address on. */
  public BigInteger countsNext(int counter, long first) {
    return board().next(counter, slot(first));
  }

  /** The entry of the board's table for an address, which begins a slot. */
  public long slotOf(long address) {
    return slot(address);
  }

  /** A range of the table of packets. */
  public BigInteger send(int first, int count) {
    return new TableRange(p.packets()).encode(first, count);
  }

  /** A range of the table of copies. */
  public BigInteger copies(int first, int count) {
    return new TableRange(p.options().copies()).encode(first, count);
  }

  /** An entry of the table of packets; the slot is that of an address of the receiver's memory. */
  public BigInteger packet(int leaf, long there, long here, int length, int trafficClass) {
    return packet().encode(BigInteger.valueOf(leaf), slot(there), here, length, trafficClass);
  }

  /** The same of a packet to several leaves, which fills the same slot at each. */
  public BigInteger packet(
      List<Integer> leaves, long there, long here, int length, int trafficClass) {
    var to = BigInteger.ZERO;
    for (int leaf : leaves) {
      to = to.setBit(leaf);
    }
    return packet().encode(to, slot(there), here, length, trafficClass);
  }

  /**
   * An entry of the table of packets that switches add up.
   *
   * @param more whether the next packet is of the same token
   */
  public BigInteger part(
      int leaf, long there, boolean more, long here, int length, int trafficClass) {
    long slot = slot(there);
    if (slot == end()) {
      throw new IllegalArgumentException("slot %d says that sums end".formatted(slot));
    }
    long marked = more ? slot | end() + 1 : slot;
    return packet().encode(BigInteger.valueOf(leaf), marked, here, length, trafficClass);
  }

  /** The same of the packet behind the last one of a pass; its words are added, but never used. */
  public BigInteger end(int leaf, long here, int length, int trafficClass) {
    return packet().encode(BigInteger.valueOf(leaf), end(), here, length, trafficClass);
  }

  /** All ones, but for the highest bit, which says that more follow. */
  private long end() {
    return (1L << p.network().interfaceFormat().slotBits() - 1) - 1;
  }

  /** An entry of the table of copies: a packet's words, both addresses begin a slot. */
  public BigInteger copy(long from, long to) {
    return copy().encode(slot(from), slot(to));
  }

  private long slot(long address) {
    if (address % p.packetWords() != 0) {
      throw new IllegalArgumentException("address %d begins no slot".formatted(address));
    }
    return address / p.packetWords();
  }

  /**
   * A command to load or to store blocks.
   *
   * @param block of the group's memory
   * @param address of the chiplet's memory, the first of a block
   * @param sums whether it is that of sums
   * @param order number: the lowest is served first
   * @param blocks how many, at least 1
   */
  public BigInteger blocks(long block, long address, boolean sums, int order, int blocks) {
    int packetWords = p.packetWords();
    long inNetworkWords = sums ? 2 * address : address;
    String memory = sums ? "sums" : "operands";
    if (inNetworkWords % packetWords != 0) {
      throw new IllegalArgumentException(
          "address %d of the memory of %s begins no block".formatted(address, memory));
    }
    int most = (1 << BlockProtocol.COUNT_BITS) - 1;
    if (blocks < 1 || blocks > most) {
      throw new IllegalArgumentException(
          "a command for %d blocks: 1 to %d".formatted(blocks, most));
    }
    long place = inNetworkWords / packetWords;
    long places = (sums ? 2L : 1L) * p.words() / packetWords;
    within("a memory of " + memory, place, blocks, places);
    within("a group's memory", block, blocks, p.blocks());
    long flag = sums ? 1L << p.protocol().placeBits() - 1 : 0;
    return new BlockProtocol.Command(p.protocol()).encode(block, flag | place, order, blocks);
  }

  private static void within(String memory, long first, int count, long all) {
    if (first < 0 || first + count > all) {
      throw new IllegalArgumentException(
          "blocks %d to %d of %s with %d".formatted(first, first + count - 1, memory, all));
    }
  }
}
