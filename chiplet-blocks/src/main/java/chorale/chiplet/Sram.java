package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.util.ArrayList;
import java.util.List;

/**
 * A banked SRAM with one access per bank and cycle. Of the ports that want one bank the first wins;
 * the others see no grant. The bank is the exclusive or of the two lowest groups of address bits,
 * so that neither consecutive words nor words a power of two apart meet in one bank for long. A
 * read's word is there one cycle after its grant.
 *
 * <p>A timing SRAM ({@code width} 0) grants the same requests in the same cycles and holds no data.
 * A protected one stores its words with a {@link WordCode}, mends single wrong bits on their way
 * out and names the address of what it cannot mend, in the cycle of the word: it takes no cycle
 * more. It does not write back what it mended.
 */
public final class Sram extends Module {
  /** Requests, the first with the highest priority. */
  public final SramPort[] port;

  /** Per port, whether its request writes; empty in a timing SRAM. */
  public final Bool[] write;

  /** Per port, the word to write; empty in a timing SRAM. */
  public final UInt[] data;

  /** Per port, the word read by the request granted in the cycle before; empty in a timing SRAM. */
  public final UInt[] word;

  /** Errors of a protected SRAM; null of others. */
  public final SramErrors errors;

  private final int bankBits;

  /** An SRAM of {@code words} words in {@code banks} banks, a power of two. */
  public Sram(Module parent, int banks, int words, int width, int ports) {
    this(parent, banks, words, width, ports, false);
  }

  /** The same, its words {@code isProtected} or not; one for timing has nothing to protect. */
  public Sram(Module parent, int banks, int words, int width, int ports, boolean isProtected) {
    require(
        Integer.bitCount(banks) == 1 && banks >= 2 && words >= 2 * banks && words % banks == 0,
        "an Sram of %d words in %d banks: 2, 4, 8 .. banks of at least 2 words"
            .formatted(words, banks));
    super(parent);
    bankBits = log2(banks);
    port = new SramPort[ports];
    write = new Bool[width == 0 ? 0 : ports];
    data = new UInt[width == 0 ? 0 : ports];
    word = new UInt[width == 0 ? 0 : ports];
    var bank = new ArrayList<UInt>();
    for (int p = 0; p < ports; p++) {
      port[p] = SramPort.server(this, log2(words));
      bank.add(bankOf(port[p].address()).named("bank_" + p));
    }
    for (int p = 0; p < ports; p++) {
      Bool free = port[p].request();
      for (int q = 0; q < p; q++) {
        free = free.andNot(port[q].request().and(bank.get(q).eq(bank.get(p))));
      }
      port[p].grant().set(free);
    }
    boolean hasCode = isProtected && width > 0;
    errors =
        hasCode
            ? ports(io -> SramErrors.of(io, new WordCode(width).codeBits(), ports, log2(words)))
            : null;
    if (width > 0) {
      storage(banks, words, width, bank);
    }
  }

  private UInt bankOf(UInt address) {
    int high = Math.min(2 * bankBits, address.width()) - 1;
    return address.slice(bankBits - 1, 0).xor(address.slice(high, bankBits));
  }

  private void storage(int banks, int words, int width, List<UInt> bank) {
    for (int p = 0; p < port.length; p++) {
      write[p] = inBool();
      data[p] = in(width);
      word[p] = out(width);
    }
    int stored = errors == null ? width : new WordCode(width).codeBits();
    var read = new ArrayList<UInt>();
    for (int b = 0; b < banks; b++) {
      Memory cells = mem(words / banks, stored).named("cells_" + b);
      var row = wire(log2(words / banks)).named("row_" + b);
      var value = wire(width).named("value_" + b);
      var writes = wireBool().named("writes_" + b);
      row.set(0);
      value.set(0);
      writes.set(false);
      for (int p = 0; p < port.length; p++) {
        Bool hit = port[p].grant().and(bank.get(p).eq(b)).named("hit_" + b + "_" + p);
        UInt address = port[p].address();
        UInt in = data[p];
        Bool w = write[p];
        when(
            hit,
            () -> {
              row.set(address.slice(address.width() - 1, bankBits));
              value.set(in);
              writes.set(w);
            });
      }
      UInt code = errors == null ? value : new WordCode(width).encode(value).xor(errors.flips());
      when(writes, () -> cells.write(row, code));
      var out = regWithoutReset(stored).named("read_" + b);
      out.set(cells.read(row));
      read.add(out);
    }
    var all = Vec.of(read);
    var came = new ArrayList<UInt>();
    for (int p = 0; p < port.length; p++) {
      came.add(all.at(delayed(bank.get(p)).named("lastBank_" + p)));
    }
    if (errors == null) {
      for (int p = 0; p < port.length; p++) {
        word[p].set(came.get(p));
      }
    } else {
      checked(new WordCode(width), came);
    }
  }

  /** Gives what the words hold, and counts and names their errors. */
  private void checked(WordCode code, List<UInt> came) {
    int countBits = SramErrors.COUNT_BITS;
    var mended = reg(countBits).named("mended");
    var brokenWords = reg(countBits).named("broken_words");
    UInt mendedSum = mended;
    UInt brokenSum = brokenWords;
    UInt address = UInt.lit(0, port[0].address().width());
    var broken = new Bits[port.length];
    for (int p = port.length - 1; p >= 0; p--) {
      var reads = delayed(port[p].fire().andNot(write[p])).named("reads_" + p);
      var found = code.decode(came.get(p).named("stored_" + p));
      word[p].set(found.data());
      // Of three wrong bits or more a part may look mended while another is broken.
      Bool isBroken = reads.and(found.broken()).named("broken_" + p);
      Bool isMended = reads.and(found.mended()).andNot(found.broken()).named("mended_" + p);
      mendedSum = mendedSum.plus(isMended.zext(countBits));
      brokenSum = brokenSum.plus(isBroken.zext(countBits));
      address = isBroken.mux(delayed(port[p].address()).named("lastAddress_" + p), address);
      broken[port.length - 1 - p] = isBroken;
    }
    mended.set(mendedSum);
    brokenWords.set(brokenSum);
    errors.mended().set(mended);
    errors.brokenWords().set(brokenWords);
    errors.broken().set(Bits.cat(broken));
    errors.brokenAddress().set(address);
  }
}
