package chorale.hdl;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An array of words, without reset. {@link #read} is combinational and sees the words as they were
 * before the clock edge; {@link #write} takes effect at the edge. An address beyond the depth reads
 * an undefined word and writes nothing.
 *
 * <p>For block RAM use {@link #syncRead}, whose word comes one cycle later, and for two independent
 * ports {@link #port}:
 *
 * <pre>{@code
 * var ram = mem(1024, 32).onCollision(Memory.Collision.ANY);
 * when(store, () -> ram.write(address, data, byteEnables));  // 4 byte lanes
 * word.set(ram.syncRead(address, enable));
 * }</pre>
 */
public final class Memory {
  /** What a clocked read sees of a word that is written at the same edge. */
  public enum Collision {
    /** The word as it was before. */
    READ_FIRST,
    /** The word as it is then. */
    WRITE_FIRST,
    /** Any value: the memory may be built in the cheapest way. */
    ANY
  }

  final Module module;
  final Site site;
  String explicitName;
  String fieldName;
  String name;

  private final int depth;
  private final int width;
  private Collision collision = Collision.READ_FIRST;
  private boolean crosses;
  private List<BigInteger> contents = List.of();
  private int ports = 1;

  Memory(Module module, int depth, int width, Site site) {
    if (depth < 2 || width < 1) {
      throw module
          .design()
          .failure(
              Rule.M001,
              "memory of %d words of %d bits: at least 2 words of 1 bit".formatted(depth, width));
    }
    this.module = module;
    this.depth = depth;
    this.width = width;
    this.site = site;
  }

  /** Number of words. */
  public int depth() {
    return depth;
  }

  /** Bits of a word. */
  public int width() {
    return width;
  }

  Collision collision() {
    return collision;
  }

  boolean crosses() {
    return crosses;
  }

  List<BigInteger> contents() {
    return contents;
  }

  /** Gives the memory a name in the Verilog. */
  public Memory named(String memoryName) {
    explicitName = memoryName;
    return this;
  }

  /** What {@link #syncRead} sees of a word that is written meanwhile; READ_FIRST otherwise. */
  public Memory onCollision(Collision what) {
    collision = what;
    return this;
  }

  /**
   * The memory may be read in other clock domains than those that write it: the designer sees to it
   * that a word is not read while it changes, as an AsyncFifo does.
   */
  public Memory acrossDomains() {
    crosses = true;
    return this;
  }

  /** The first words at power-up; the others are undefined. */
  public Memory contents(long... words) {
    return contents(Arrays.stream(words).mapToObj(BigInteger::valueOf).toList());
  }

  /** The first words at power-up; the others are undefined. */
  public Memory contents(List<BigInteger> words) {
    if (words.size() > depth) {
      report(
          Rule.M004,
          "%d words of contents for a memory of %d: make it deeper".formatted(words.size(), depth));
      return this;
    }
    for (int i = 0; i < words.size(); i++) {
      if (!Bits.fits(words.get(i), width, false)) {
        report(
            Rule.M004,
            "word %d of the contents is %s, which does not fit %d bits: make the memory wider"
                .formatted(i, words.get(i), width));
        return this;
      }
    }
    contents = List.copyOf(words);
    return this;
  }

  /**
   * The words at power-up from a file of hexadecimal numbers between blanks, as Verilog's {@code
   * $readmemh} reads it (IEEE 1364-2005, 17.2.9), read now: the Verilog does not need the file.
   */
  public Memory contents(Path hexFile) {
    try {
      return contents(HexFile.read(hexFile));
    } catch (IOException e) {
      report(Rule.M004, "cannot read %s: %s".formatted(hexFile, HexFile.reason(e)));
    } catch (HexFile.Malformed e) {
      report(Rule.M004, e.getMessage());
    }
    return this;
  }

  private void report(Rule rule, String message) {
    module.design().report(rule, Site.here().place(), message);
  }

  /** The word at {@code address}, in the same cycle. */
  public UInt read(UInt address) {
    return new UInt(new Node.Read(this, address(address), Site.here()));
  }

  /** The word at {@code address} one cycle later; reset leaves it alone. */
  public UInt syncRead(UInt address) {
    return syncRead(address, Bool.lit(true));
  }

  /** The word at {@code address} one cycle later where {@code enable} holds, else as it was. */
  public UInt syncRead(UInt address, Bool enable) {
    if (collision == Collision.WRITE_FIRST) {
      var at = module.regWithoutReset(Module.log2(depth));
      module.when(enable, () -> at.set(address));
      return read(at);
    }
    var word = module.regWithoutReset(width);
    module.when(enable, () -> word.set(read(address)));
    return word;
  }

  /** Writes a word at the next edge, where the enclosing conditions hold. */
  public void write(UInt address, UInt data) {
    write(0, address, data);
  }

  /**
   * Writes the lanes of a word that {@code lanes} has a 1 for, its lowest bit for the lowest lane;
   * the word has as many equal lanes as {@code lanes} has bits.
   */
  public void write(UInt address, UInt data, UInt lanes) {
    write(0, address, data, lanes);
  }

  /**
   * A port of its own for the writes of one user: two ports of a true dual-port memory may write at
   * once, and in different domains, but not the same word.
   */
  public Port port() {
    return new Port(ports++);
  }

  /** One port of a memory with several. */
  public final class Port {
    private final int number;

    private Port(int number) {
      this.number = number;
    }

    /** As {@link Memory#read}. */
    public UInt read(UInt address) {
      return Memory.this.read(address);
    }

    /** As {@link Memory#syncRead(UInt, Bool)}. */
    public UInt syncRead(UInt address, Bool enable) {
      return Memory.this.syncRead(address, enable);
    }

    /** As {@link Memory#write(UInt, UInt)}. */
    public void write(UInt address, UInt data) {
      Memory.this.write(number, address, data);
    }

    /** As {@link Memory#write(UInt, UInt, UInt)}. */
    public void write(UInt address, UInt data, UInt lanes) {
      Memory.this.write(number, address, data, lanes);
    }
  }

  private void write(int port, UInt address, UInt data) {
    Place place = Site.here().place();
    Node value = data.node;
    if (value.width > width) {
      module
          .design()
          .report(
              Rule.W002,
              place,
              "memory has words of %d bits, its data %s has %d: cut it with slice()"
                  .formatted(width, value.describe(), value.width));
      value = Assignments.zero(width);
    }
    store(port, address(address), 0, Bits.extended(value, width), place);
  }

  private void write(int port, UInt address, UInt data, UInt lanes) {
    Place place = Site.here().place();
    int n = lanes.width();
    if (width % n != 0 || data.width() != width) {
      module
          .design()
          .report(
              Rule.M003,
              place,
              "%d lanes and data of %d bits for words of %d bits: the lanes must be equal and the data as wide as a word"
                  .formatted(n, data.width(), width));
      return;
    }
    int lane = width / n;
    Node at = address(address);
    for (int i = 0; i < n; i++) {
      int lo = i * lane;
      Bool enabled = n == 1 ? lanes.bit(0) : lanes.bit(i);
      Node part = data.slice(lo + lane - 1, lo).node;
      module.when(enabled, () -> store(port, at, lo, part, place));
    }
  }

  private void store(int port, Node address, int lo, Node data, Place place) {
    module.add(new Block.Write(this, port, address, lo, data, module.domain(), place), place);
  }

  private Node address(UInt address) {
    int bits = Module.log2(depth);
    if (address.width() > bits) {
      Bits.report(
          address.node,
          Rule.M002,
          "address %s has %d bits, a memory of %d words takes %d: cut it with slice()"
              .formatted(address.node.describe(), address.width(), depth, bits));
      return Assignments.zero(bits);
    }
    return Bits.extended(address.node, bits);
  }
}
