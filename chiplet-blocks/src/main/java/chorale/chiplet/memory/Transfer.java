package chorale.chiplet.memory;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of a {@link Dma}: block {@code (i, j, k)} of a nest of up to three loops, the innermost
 * last, lies at
 *
 * <pre>
 * memory + i * memoryStride_i + j * memoryStride_j + k * memoryStride_k      in bursts
 * sram   + i * sramStride_i   + j * sramStride_j   + k * sramStride_k        in words
 * </pre>
 *
 * <p>With a list of indices, {@code index[i]} stands in place of the first {@code i}: loads gather
 * rows of the memory, stores scatter them. Addresses wrap; strides may be negative.
 *
 * @param store from the SRAM to the memory, else the other way
 * @param memory burst at which the first block begins; with indices, where row 0 begins
 * @param sram word at which the first block begins
 * @param indices first word of a list of as many indices as the first loop has turns, packed from
 *     the low bits up; -1: without
 * @param loops one to three, the outermost first
 */
public record Transfer(boolean store, long memory, long sram, long indices, List<Loop> loops) {
  /** Loops of a command. */
  static final int LOOPS = 3;

  /**
   * A loop.
   *
   * @param count turns, at least 1
   * @param memoryStride bursts from one turn to the next, or from one index to the next
   * @param sramStride words from one turn to the next
   */
  public record Loop(int count, long memoryStride, long sramStride) {}

  public Transfer {
    loops = List.copyOf(loops);
    if (loops.isEmpty() || loops.size() > LOOPS || loops.stream().anyMatch(l -> l.count < 1)) {
      throw new IllegalArgumentException(
          "a transfer with loops %s: one to %d, each of 1 turn at least".formatted(loops, LOOPS));
    }
  }

  /** A transfer without indices. */
  public static Transfer of(boolean store, long memory, long sram, Loop... loops) {
    return new Transfer(store, memory, sram, -1, List.of(loops));
  }

  /** {@code blocks} blocks, one behind the other in both memories. */
  public static Transfer contiguous(
      DmaParameters p, boolean store, long memory, long sram, int blocks) {
    return of(store, memory, sram, new Loop(blocks, p.blockBursts(), p.blockWords()));
  }

  /** Whether the first loop goes by a list of indices. */
  public boolean isIndexed() {
    return indices >= 0;
  }

  /** Blocks that it moves. */
  public long blocks() {
    return loops.stream().mapToLong(Loop::count).reduce(1, Math::multiplyExact);
  }

  /** The word that describes a transfer. */
  public static final class Format {
    private final Layout layout = new Layout();
    private final DmaParameters p;
    final Field store;
    final Field indexed;
    final Field memory;
    final Field sram;
    final Field indices;
    final Field[] count = new Field[LOOPS];
    final Field[] memoryStride = new Field[LOOPS];
    final Field[] sramStride = new Field[LOOPS];

    /** The word for an engine. */
    public Format(DmaParameters p) {
      this.p = p;
      store = layout.field(1);
      indexed = layout.field(1);
      memory = layout.field(p.addressBits());
      sram = layout.field(p.sramBits());
      indices = layout.field(p.sramBits());
      for (int l = 0; l < LOOPS; l++) {
        count[l] = layout.field(p.countBits());
        memoryStride[l] = layout.field(p.addressBits());
        sramStride[l] = layout.field(p.sramBits());
      }
    }

    /** Bits of the word. */
    public int width() {
      return layout.width();
    }

    /** A transfer as a word; loops that it has not have one turn. */
    public BigInteger encode(Transfer t) {
      var nest = new ArrayList<>(t.loops);
      while (nest.size() < LOOPS) {
        nest.add(t.isIndexed() ? 1 : 0, new Loop(1, 0, 0)); // the list's loop stays the first
      }
      var word =
          store
              .put(t.store ? 1 : 0)
              .or(indexed.put(t.isIndexed() ? 1 : 0))
              .or(memory.put(t.memory))
              .or(sram.put(t.sram))
              .or(indices.put(Math.max(0, t.indices)));
      for (int l = 0; l < LOOPS; l++) {
        word =
            word.or(count[l].put(nest.get(l).count))
                .or(memoryStride[l].put(wrapped(nest.get(l).memoryStride, p.addressBits())))
                .or(sramStride[l].put(wrapped(nest.get(l).sramStride, p.sramBits())));
      }
      return word;
    }

    private static long wrapped(long stride, int bits) {
      return stride & (1L << bits) - 1;
    }
  }
}
