package chorale.hdl;

import chorale.hdl.ir.Place;

/**
 * An array of words, without reset. {@link #read} is combinational and sees the words as they were
 * before the clock edge; {@link #write} takes effect at the edge. An address beyond the depth reads
 * an undefined word and writes nothing.
 */
public final class Memory {
  final Module module;
  final Site site;
  String explicitName;
  String fieldName;
  String name;

  private final int depth;
  private final int width;

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

  /** Gives the memory a name in the Verilog. */
  public Memory named(String memoryName) {
    explicitName = memoryName;
    return this;
  }

  /** The word at {@code address}, in the same cycle. */
  public UInt read(UInt address) {
    return new UInt(new Node.Read(this, address(address), Site.here()));
  }

  /** Writes a word at the next edge, where the enclosing conditions hold. */
  public void write(UInt address, UInt data) {
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
      value = Module.zero(width);
    }
    module.add(new Block.Write(this, address(address), Bits.extended(value, width), place), place);
  }

  private Node address(UInt address) {
    int bits = Module.log2(depth);
    if (address.width() > bits) {
      Bits.report(
          address.node,
          Rule.M002,
          "address %s has %d bits, a memory of %d words takes %d: cut it with slice()"
              .formatted(address.node.describe(), address.width(), depth, bits));
      return Module.zero(bits);
    }
    return Bits.extended(address.node, bits);
  }
}
