package chorale.chiplet.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.TransferModel.Block;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A DMA with values and one for timing, in lock step, between a memory and an SRAM that are plain
 * Java. Every request, write and end is held against {@link TransferModel}.
 */
final class DmaBench {
  /** What the surroundings do. */
  record Surroundings(
      int latency, boolean shuffled, int takesPercent, int grantsPercent, Random random) {
    /** A memory and an SRAM that never make anybody wait. */
    static Surroundings ideal(int latency) {
      return new Surroundings(latency, false, 100, 100, new Random(0));
    }

    private boolean chance(int percent) {
      return percent == 100 || random.nextInt(100) < percent;
    }
  }

  /** A burst on its way. */
  private record Answer(long due, long tag, long address, BigInteger data) {}

  /** What the memory has to see, and the SRAM to get. */
  private record Request(boolean write, long address, BigInteger data) {}

  /** A command that was started and is not done. */
  private static final class Running {
    final Set<Long> reads = new HashSet<>();
    final Map<Long, BigInteger> writes = new HashMap<>();
    int requests;
  }

  private final DmaParameters p;
  private final RtlHarness values;
  private final RtlHarness timing;
  private final TransferModel model;
  private final Transfer.Format format;

  // The golden state, and the real one.
  private final Map<Long, BigInteger> memory = new TreeMap<>();
  private final Map<Long, BigInteger> goldenMemory = new TreeMap<>();
  private final BigInteger[] sram;
  private final BigInteger[] goldenSram;

  private final Deque<Request> expected = new ArrayDeque<>();
  private final Deque<Running> running = new ArrayDeque<>();
  private final List<Answer> underWay = new ArrayList<>();
  private Surroundings around;

  /** Most bursts that were under way at once. */
  int mostUnderWay;

  /** Answers that were given before an older request's. */
  long overtaken;

  DmaBench(String name, DmaParameters p) {
    this.p = p;
    values = RtlHarness.of("dma_" + name, () -> new Dma(null, p));
    timing = RtlHarness.of("dma_timing_" + name, () -> new Dma(null, p.with(Datapath.TIMING)));
    model = new TransferModel(p.addressBits(), p.sramBits());
    format = new Transfer.Format(p);
    sram = new BigInteger[1 << p.sramBits()];
    goldenSram = new BigInteger[1 << p.sramBits()];
  }

  DmaParameters parameters() {
    return p;
  }

  /** Fills both memories by lot. */
  void fill(Random random) {
    for (int w = 0; w < sram.length; w++) {
      sram[w] = new BigInteger(p.wordBits(), random);
      goldenSram[w] = sram[w];
    }
    for (long b = 0; b < 1L << p.addressBits(); b++) {
      var data = new BigInteger(p.burstBits(), random);
      memory.put(b, data);
      goldenMemory.put(b, data);
    }
  }

  /** Writes a list of indices into the SRAM. */
  void list(long word, int[] indices) {
    for (int i = 0; i < indices.length; i += p.indicesPerWord()) {
      var packed = BigInteger.ZERO;
      for (int j = Math.min(p.indicesPerWord(), indices.length - i) - 1; j >= 0; j--) {
        packed = packed.shiftLeft(p.indexBits()).or(BigInteger.valueOf(indices[i + j]));
      }
      int at = Math.toIntExact(word) + i / p.indicesPerWord();
      sram[at] = packed;
      goldenSram[at] = packed;
    }
  }

  /** Runs commands; returns the cycles from the first start to the last end. */
  long run(List<Transfer> commands, Surroundings surroundings) {
    around = surroundings;
    try (var real = values.open();
        var timed = timing.open()) {
      var todo = new ArrayDeque<>(commands);
      Running next = null;
      long first = -1;
      long asked = 0; // reads so far
      for (long t = 0; t < 200_000; t++) {
        if (next == null && !todo.isEmpty()) {
          next = prepare(todo.peek());
        }
        // What a command needs of those before it is the business of the Program.
        boolean starts = next != null && !conflicts(next);
        set(real, timed, "start_valid", starts ? 1 : 0);
        if (starts) {
          setWide(real, timed, "start_bits", format.encode(todo.peek()));
        }
        set(real, timed, "memory_ready", around.chance(around.takesPercent) ? 1 : 0);
        for (var port : List.of("write", "read", "list")) {
          set(real, timed, port + "_grant", around.chance(around.grantsPercent) ? 1 : 0);
        }
        answer(real, timed, t);
        real.eval();
        timed.eval();
        same(real, timed, t);

        if (real.port("done").get() == 1) {
          finish(t);
        }
        if (fires(real, "memory_valid", "memory_ready")) {
          asked += move(real, t) ? 1 : 0;
        }
        if (fires(real, "write_request", "write_grant")) {
          land(real);
        }
        var word = word(real, "read");
        var listed = word(real, "list");
        if (starts && real.port("start_ready").get() == 1) {
          todo.remove();
          commit(next);
          next = null;
          first = first < 0 ? t : first;
        }
        real.step();
        timed.step();
        if (word != null) {
          real.port("readWord").setWide(word);
        }
        if (listed != null) {
          setWide(real, timed, "listWord", listed);
        }
        if (todo.isEmpty() && next == null && running.isEmpty()) {
          check(asked);
          return t - first;
        }
      }
    }
    throw new AssertionError("not done: " + running.size() + " commands, " + expected.size());
  }

  private void check(long asked) {
    assertEquals(0, expected.size(), "requests that never came");
    assertEquals(0, underWay.size(), "answers that were not waited for, of " + asked);
    assertEquals(goldenMemory, memory);
    assertEquals(Arrays.asList(goldenSram), Arrays.asList(sram));
  }

  // --- golden ---

  private Running started; // the command that prepare() looked at
  private List<Block> blocks;
  private Transfer transfer;

  /** Which words a command reads and writes. */
  private Running prepare(Transfer t) {
    transfer = t;
    blocks = model.blocks(t, i -> index(t, i));
    started = new Running();
    for (Block b : blocks) {
      for (int w = 0; w < p.blockWords(); w++) {
        long word = Math.floorMod(b.word() + w, (long) sram.length);
        if (t.store()) {
          started.reads.add(word);
        } else {
          started.writes.put(word, BigInteger.ZERO);
        }
      }
    }
    if (t.isIndexed()) {
      int words = Math.ceilDiv(t.loops().getFirst().count(), p.indicesPerWord());
      for (int w = 0; w < words; w++) {
        started.reads.add(t.indices() + w);
      }
    }
    return started;
  }

  private long index(Transfer t, int i) {
    var word = goldenSram[Math.toIntExact(t.indices()) + i / p.indicesPerWord()];
    var shifted = word.shiftRight(i % p.indicesPerWord() * p.indexBits());
    return shifted.longValue() & (1L << p.indexBits()) - 1;
  }

  private boolean conflicts(Running mine) {
    for (Running other : running) {
      if (!Collections.disjoint(mine.reads, other.writes.keySet())
          || !Collections.disjoint(mine.writes.keySet(), other.reads)
          || !Collections.disjoint(mine.writes.keySet(), other.writes.keySet())) {
        return true;
      }
    }
    return false;
  }

  /** The command does what it does, all at once. */
  private void commit(Running mine) {
    blocks = model.blocks(transfer, i -> index(transfer, i));
    for (Block b : blocks) {
      var block = BigInteger.ZERO;
      if (transfer.store()) {
        for (int w = p.blockWords() - 1; w >= 0; w--) {
          block = block.shiftLeft(p.wordBits()).or(goldenSram[word(b, w)]);
        }
      }
      for (int i = 0; i < p.blockBursts(); i++) {
        long address = Math.floorMod(b.burst() + i, 1L << p.addressBits());
        var data = low(block.shiftRight(i * p.burstBits()), p.burstBits());
        if (transfer.store()) {
          goldenMemory.put(address, data);
        } else {
          block = block.or(goldenMemory.get(address).shiftLeft(i * p.burstBits()));
        }
        expected.add(new Request(transfer.store(), address, data));
        mine.requests++;
      }
      if (!transfer.store()) {
        for (int w = 0; w < p.blockWords(); w++) {
          var value = low(block.shiftRight(w * p.wordBits()), p.wordBits());
          goldenSram[word(b, w)] = value;
          mine.writes.put((long) word(b, w), value);
        }
      }
    }
    running.add(mine);
  }

  private int word(Block b, int w) {
    return (int) Math.floorMod(b.word() + w, (long) sram.length);
  }

  private static BigInteger low(BigInteger x, int bits) {
    return x.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
  }

  // --- cycles ---

  /** A request moves; whether it is a read. */
  private boolean move(Model real, long t) {
    var want = expected.poll();
    assertTrue(want != null, "a request too many in cycle " + t);
    long address = real.port("memory_address").get();
    boolean writes = real.port("memory_write").get() == 1;
    assertEquals(want.write, writes, "cycle " + t);
    assertEquals(want.address, address, "cycle " + t);
    for (Running r : running) {
      if (r.requests > 0) {
        r.requests--;
        break;
      }
    }
    if (writes) {
      assertEquals(want.data, real.port("memory_data").getWide(), "cycle " + t);
      memory.put(address, want.data);
      return false;
    }
    long tag = real.port("memory_tag").get();
    assertTrue(underWay.stream().noneMatch(a -> a.tag == tag), "tag " + tag + " twice");
    underWay.add(new Answer(t + around.latency, tag, address, memory.get(address)));
    mostUnderWay = Math.max(mostUnderWay, underWay.size());
    return true;
  }

  private void answer(Model real, Model timed, long t) {
    var due = underWay.stream().filter(a -> a.due <= t).toList();
    boolean answers = !due.isEmpty() && (!around.shuffled || around.random.nextInt(4) != 0);
    set(real, timed, "memory_answer", answers ? 1 : 0);
    if (!answers) {
      return;
    }
    var a = due.get(around.shuffled ? around.random.nextInt(due.size()) : 0);
    overtaken += a == underWay.getFirst() ? 0 : 1;
    underWay.remove(a);
    set(real, timed, "memory_answerTag", a.tag);
    real.port("memory_answerData").setWide(a.data);
  }

  private void land(Model real) {
    long at = real.port("write_address").get();
    var value = real.port("writeWord").getWide();
    var owner = running.stream().filter(r -> r.writes.containsKey(at)).toList();
    assertEquals(1, owner.size(), "word " + at + " is written for a command that waits for it");
    assertEquals(owner.getFirst().writes.remove(at), value, "word " + at);
    sram[Math.toIntExact(at)] = value;
  }

  private void finish(long t) {
    assertFalse(running.isEmpty(), "done without a command in cycle " + t);
    Running oldest = running.remove();
    assertEquals(0, oldest.requests, "done before its requests, in cycle " + t);
    assertEquals(Map.of(), oldest.writes, "done before its words were there, in cycle " + t);
  }

  /** The word that a port reads in this cycle, or null. */
  private BigInteger word(Model real, String port) {
    return fires(real, port + "_request", port + "_grant")
        ? sram[Math.toIntExact(real.port(port + "_address").get())]
        : null;
  }

  private void same(Model real, Model timed, long t) {
    for (var port :
        List.of(
            "start_ready",
            "done",
            "memory_valid",
            "write_request",
            "read_request",
            "list_request",
            "busy",
            "blocked")) {
      assertEquals(real.port(port).get(), timed.port(port).get(), port + " in cycle " + t);
    }
    sameWhen(real, timed, "memory_valid", "memory_address", "memory_write");
    if (real.port("memory_write").get() == 0) {
      sameWhen(real, timed, "memory_valid", "memory_tag");
    }
    for (var port : List.of("write", "read", "list")) {
      sameWhen(real, timed, port + "_request", port + "_address");
    }
  }

  private static void sameWhen(Model real, Model timed, String valid, String... ports) {
    if (real.port(valid).get() == 1) {
      for (var port : ports) {
        assertEquals(real.port(port).get(), timed.port(port).get(), port);
      }
    }
  }

  private static boolean fires(Model m, String valid, String ready) {
    return m.port(valid).get() == 1 && m.port(ready).get() == 1;
  }

  private static void set(Model real, Model timed, String port, long value) {
    real.port(port).set(value);
    timed.port(port).set(value);
  }

  private static void setWide(Model real, Model timed, String port, BigInteger value) {
    real.port(port).setWide(value);
    timed.port(port).setWide(value);
  }
}
