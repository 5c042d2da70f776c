package chorale.bench.noc;

import chorale.hdl.ir.ModuleIr;
import chorale.nop.PacketFormat;
import chorale.nop.VirtualChannels;
import chorale.sim.Model;
import chorale.sim.ModelLibrary;
import chorale.sim.Port;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A simulated network with a network interface at every leaf. An interface sends the packets that
 * it is given in their order, a flit per cycle; it takes everything that arrives, and checks it:
 * for this leaf, whole, not interleaved within a virtual channel, and in order for each source and
 * class. What is wrong ends the run.
 */
public final class NetworkBench implements AutoCloseable {
  /** A packet arrives, complete, {@code latency} cycles after it was made. */
  @FunctionalInterface
  public interface Arrival {
    void packet(int source, int leaf, int kind, long latency);
  }

  private static final int RESET_CYCLES = 2;
  private static final int STALL = 256;

  private final NetworkConfig config;
  private final VirtualChannels channels;
  private final PacketFormat format;
  private final Model model;
  private final Interface[] interfaces;
  private final int[] classOfVc;
  private final int[] firstVc;
  private final boolean forks;
  private long cycle;
  private long queued;
  private long sent; // flits
  private SplittableRandom stalls; // null: leaves take everything at once
  private long received;

  public NetworkBench(NetworkConfig config, ModelLibrary library) {
    this.config = config;
    channels = config.channels();
    format = config.format();
    model = library.open();
    forks = channels.classes().stream().anyMatch(c -> c.forks());
    int n = config.topology().leaves();
    classOfVc = new int[channels.vcs()];
    firstVc = new int[channels.classes().size()];
    Arrays.fill(firstVc, -1);
    for (int v = 0; v < classOfVc.length; v++) {
      classOfVc[v] = channels.classes().indexOf(channels.classOf(v));
      if (firstVc[classOfVc[v]] < 0) {
        firstVc[classOfVc[v]] = v;
      }
    }
    interfaces = new Interface[n];
    for (int leaf = 0; leaf < n; leaf++) {
      interfaces[leaf] = new Interface(leaf);
    }
    model.reset(RESET_CYCLES, ModuleIr.RESET);
  }

  /** Cycles since the beginning. */
  public long cycle() {
    return cycle;
  }

  /** Flits that have been received by all leaves. */
  public long received() {
    return received;
  }

  /** Flits that leaves have sent. */
  public long sent() {
    return sent;
  }

  /** Packets given to a leaf that have not begun to leave. */
  public int waiting(int leaf) {
    return interfaces[leaf].size;
  }

  /** Packets given to any leaf that have not been sent completely. */
  public long queued() {
    return queued;
  }

  /**
   * From now on leaves return a credit that is due in a cycle with the probability that they draw
   * anew every {@code STALL} cycles, from 0 to 1.
   */
  public void holdBack(long seed) {
    stalls = new SplittableRandom(seed);
  }

  /** From now on leaves take everything at once. */
  public void takeAll() {
    stalls = null;
  }

  /** The model, for its other ports. */
  public Model model() {
    return model;
  }

  /**
   * Gives a leaf a packet to send.
   *
   * @param address the destination's number, or a bit for each of several
   */
  public void send(int leaf, long address, int kind, int flits) {
    interfaces[leaf].add(address, kind, flits, cycle);
    queued++;
  }

  /** One cycle. */
  public void step(Arrival arrival) {
    for (Interface i : interfaces) {
      i.inject();
    }
    model.step();
    cycle++;
    for (Interface i : interfaces) {
      i.observe(arrival);
    }
  }

  @Override
  public void close() {
    model.close();
  }

  /** The network interface of a leaf. */
  private final class Interface {
    private final int leaf;
    private final Port valid;
    private final Port flit;
    private final Port credit;
    private final Port arrives;
    private final Port arriving;
    private final Port returned;
    private final int[] credits = new int[channels.vcs()];
    private final int[][] vcTo; // per class and destination
    private final long[] sequence; // sent, per destination and class
    private final long[] expected; // per source and class
    private final long[] open = new long[channels.vcs()]; // info of the packet arriving, or -1
    private long[] queue = new long[64]; // two words a packet
    private int head;
    private int size;
    private int sentFlits; // of the first packet
    private boolean driven;
    private long credited;
    private final int[] owed = new int[channels.vcs()]; // credits not yet returned
    private boolean owing;
    private double willing = 1;

    Interface(int leaf) {
      this.leaf = leaf;
      valid = model.port("enter_%d_valid".formatted(leaf));
      flit = model.port("enter_%d_flit".formatted(leaf));
      credit = model.port("enter_%d_credit".formatted(leaf));
      arrives = model.port("leave_%d_valid".formatted(leaf));
      arriving = model.port("leave_%d_flit".formatted(leaf));
      returned = model.port("leave_%d_credit".formatted(leaf));
      int n = interfaces.length;
      int kinds = channels.classes().size();
      for (int v = 0; v < credits.length; v++) {
        credits[v] = channels.classOf(v).depth();
      }
      vcTo = new int[kinds][n];
      for (int c = 0; c < kinds; c++) {
        for (int d = 0; d < n; d++) {
          vcTo[c][d] = channels.enters(leaf, d, c);
        }
      }
      sequence = new long[n * kinds];
      expected = new long[n * kinds];
      Arrays.fill(open, -1);
    }

    void add(long address, int kind, int flits, long made) {
      if (2 * (size + 1) > queue.length) {
        var longer = new long[2 * queue.length];
        for (int i = 0; i < 2 * size; i++) {
          longer[i] = queue[(2 * head + i) % queue.length];
        }
        queue = longer;
        head = 0;
      }
      int at = 2 * ((head + size) % (queue.length / 2));
      queue[at] = address;
      queue[at + 1] = made << 24 | (long) flits << 8 | kind;
      size++;
    }

    void inject() {
      if (size == 0) {
        idle();
        return;
      }
      long what = queue[2 * head + 1];
      int kind = (int) (what & 0xff);
      long address = queue[2 * head];
      boolean several = channels.classes().get(kind).forks();
      int vc = several ? firstVc[kind] : vcTo[kind][(int) address];
      if (credits[vc] == 0) {
        idle();
        return;
      }
      int flits = (int) (what >>> 8 & 0xffff);
      boolean tail = sentFlits == flits - 1;
      if (sentFlits == 0) {
        int flow = several ? 0 : (int) address * firstVc.length + kind;
        long number = several ? 0 : sequence[flow]++;
        flit.set(format.head(address, config.info(leaf, number, what >>> 24), tail));
      } else {
        flit.set(format.body((long) sentFlits << config.sourceBits() | leaf, tail));
      }
      valid.set(1L << vc);
      driven = true;
      credits[vc]--;
      sent++;
      sentFlits++;
      if (tail) {
        sentFlits = 0;
        head = (head + 1) % (queue.length / 2);
        size--;
        queued--;
      }
    }

    private void idle() {
      if (driven) {
        valid.set(0);
        driven = false;
      }
    }

    void observe(Arrival arrival) {
      long freed = credit.get();
      if (freed != 0) {
        for (int v = 0; v < credits.length; v++) {
          credits[v] += (int) (freed >>> v & 1);
        }
      }
      long vcs = arrives.get();
      // Without stalls a flit is taken at once, so its place is free in the same cycle.
      long back = stalls == null && !owing ? vcs : due(vcs);
      if (back != credited) {
        returned.set(back);
        credited = back;
      }
      if (vcs != 0) {
        receive(Long.numberOfTrailingZeros(vcs), arriving.get(), arrival);
        received++;
      }
    }

    /** The credits that go back, of those that are due and of the flits in {@code vcs}. */
    private long due(long vcs) {
      if (stalls != null && cycle % STALL == 0) {
        willing = stalls.nextDouble();
      }
      long back = 0;
      owing = false;
      for (int v = 0; v < owed.length; v++) {
        owed[v] += (int) (vcs >>> v & 1);
        if (owed[v] > 0 && (stalls == null || stalls.nextDouble() < willing)) {
          owed[v]--;
          back |= 1L << v;
        }
        owing |= owed[v] > 0;
      }
      return back;
    }

    private void receive(int vc, long word, Arrival arrival) {
      boolean head = (word >>> format.width() - 1 & 1) == 1;
      boolean tail = (word >>> format.width() - 2 & 1) == 1;
      if (head != open[vc] < 0) {
        throw fault(vc, head ? "a head within a packet" : "a flit without its head");
      }
      if (head) {
        long info = format.info(word);
        open[vc] = info;
        long address = word & (1L << format.addressBits()) - 1;
        int kind = classOfVc[vc];
        if (channels.classes().get(kind).forks()) {
          if (address != 1L << leaf) {
            throw fault(vc, "a packet for the leaves in mask %x".formatted(address));
          }
        } else {
          if (forks ? (address & (1L << config.sourceBits()) - 1) != leaf : address != leaf) {
            throw fault(vc, "a packet for leaf %d".formatted(address));
          }
          int flow = config.source(info) * firstVc.length + kind;
          if (config.sequence(info) != expected[flow]) {
            throw fault(
                vc,
                "packet %d of leaf %d, when %d is next"
                    .formatted(config.sequence(info), config.source(info), expected[flow]));
          }
          expected[flow] = NetworkConfig.sequenceAfter(expected[flow]);
        }
      } else if ((word & (1L << config.sourceBits()) - 1) != config.source(open[vc])) {
        throw fault(vc, "a flit of another packet");
      }
      if (tail) {
        arrival.packet(config.source(open[vc]), leaf, classOfVc[vc], config.age(open[vc], cycle));
        open[vc] = -1;
      }
    }

    private IllegalStateException fault(int vc, String what) {
      return new IllegalStateException(
          "%s: %s arrives at leaf %d in VC %d, cycle %d"
              .formatted(config.name(), what, leaf, vc, cycle));
    }
  }
}
