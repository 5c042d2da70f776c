package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * An {@link Sram} between engines, which are connected one after the other, the one with the
 * highest priority first. Without values only requests and grants are there.
 */
final class SharedMemory {
  private final Sram sram;
  private final boolean values;
  private int next;

  /** A memory in {@code module}; {@code width} 0: without values. */
  SharedMemory(
      Module module, String name, int banks, int words, int width, int ports, boolean isProtected) {
    sram = new Sram(module, banks, words, width, ports, isProtected);
    sram.name(name);
    values = width > 0;
  }

  /** Errors of a protected memory; null of others. */
  SramErrors errors() {
    return sram.errors;
  }

  /** An engine that reads; {@code word} is there one cycle after a grant. */
  void reads(SramPort port, UInt word) {
    sram.port[next].from(port);
    connect(Bool.lit(false), null, word);
  }

  /** An engine that writes. */
  void writes(SramPort port, UInt data) {
    sram.port[next].from(port);
    connect(Bool.lit(true), data, null);
  }

  /** Who writes or reads and is always granted, being among the first and alone. */
  void serves(Bool request, Bool write, UInt address, UInt data, UInt word) {
    sram.port[next].request().set(request);
    sram.port[next].address().set(address);
    sram.port[next].grant().optional();
    connect(write, data, word);
  }

  private void connect(Bool write, UInt data, UInt word) {
    int i = next++;
    if (values) {
      sram.write[i].set(write);
      sram.data[i].set(data == null ? UInt.lit(0, sram.data[i].width()) : data);
      if (word == null) {
        sram.word[i].optional();
      } else {
        word.set(sram.word[i]);
      }
    } else if (word != null) {
      word.set(0);
    }
  }
}
