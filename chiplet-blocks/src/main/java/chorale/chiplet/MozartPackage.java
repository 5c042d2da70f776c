package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.nop.Link;
import chorale.nop.LinkPipe;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A Mozart package (arXiv 2603.07006, section 3): attention chiplet, switches, MoE chiplets and
 * memories, joined by die-to-die links. A host fills the memories through the load port, raises
 * {@code run}, and reads the counters when {@code finished} is 1.
 *
 * <p>Nodes are numbered: MoE chiplets from 0, then the attention chiplet, then the switches, then
 * the memories. The load port takes one word per cycle and has a latency of 1 cycle; a counter is
 * at {@code counter} 2 cycles after its node and number stand at the select ports.
 */
public final class MozartPackage extends Module {
  /** What the load port can fill; the code is the constant's place in its node's list. */
  public enum Store {
    DMA_COMMANDS,
    ARRAY_COMMANDS,
    COMBINE_COMMANDS,
    LOCAL_EXPERTS,
    DISPATCH_COMMANDS,
    REDUCE_COMMANDS,
    ROUTING,
    PLACEMENT,
    RECEIVED
  }

  /** A word for a memory of a node. */
  public final Bool loadValid;

  public final UInt loadNode;

  /** Ordinal of the {@link Store}. */
  public final UInt loadStore;

  public final UInt loadAddress;
  public final UInt loadData;

  /** Level: the Program runs. */
  public final Bool run;

  /** All commands of all engines are done. */
  public final Bool finished;

  public final UInt selectNode;
  public final UInt selectCounter;
  public final UInt counter;

  /** A token's head leaves its home: the token. */
  public final Event dispatched;

  /** Per chiplet, a token is complete there: {mask of local experts, token}. */
  public final Event[] arrived;

  /** Per chiplet, a load is done: 1. */
  public final Event[] loaded;

  /** Per chiplet, a GEMM is done: 1. */
  public final Event[] multiplied;

  /** Per group, a contribution is back: {slot, token}. */
  public final Event[] returned;

  /** A token is added up: the token. */
  public final Event reduced;

  private final PackageParameters p;
  private final List<Bool> finishedNodes = new ArrayList<>();
  private final List<UInt> counters = new ArrayList<>();

  // The load port, one cycle later.
  private final Bool fill;
  private final UInt fillNode;
  private final UInt fillStore;
  private final UInt fillAddress;
  private final UInt fillData;

  /** The whole package. */
  public MozartPackage(Module parent, PackageParameters p) {
    super(parent);
    this.p = p;
    int leaves = p.chiplets();
    int nodes = leaves + 1 + 2 * p.groups();
    loadValid = inBool();
    loadNode = in(log2(nodes));
    loadStore = in(log2(Store.values().length));
    loadAddress = in(addressBits(p));
    loadData = in(dataBits(p));
    run = inBool();
    finished = outBool();
    selectNode = in(log2(nodes));
    selectCounter = in(log2(mostCounters(p)));
    counter = out(32);
    dispatched = Event.out(this, p.tokenBits());
    arrived = new Event[leaves];
    loaded = new Event[leaves];
    multiplied = new Event[leaves];
    for (int c = 0; c < leaves; c++) {
      arrived[c] = Event.out(this, p.localExperts() + p.tokenBits());
      loaded[c] = Event.out(this, 1);
      multiplied[c] = Event.out(this, 1);
    }
    returned = new Event[p.groups()];
    for (int g = 0; g < p.groups(); g++) {
      returned[g] = Event.out(this, p.slotBits() + p.tokenBits());
    }
    reduced = Event.out(this, p.tokenBits());
    fill = delayed(loadValid);
    fillNode = delayed(loadNode);
    fillStore = delayed(loadStore);
    fillAddress = delayed(loadAddress);
    fillData = delayed(loadData);

    var chiplets = new ArrayList<MoeChiplet>();
    for (int c = 0; c < leaves; c++) {
      chiplets.add(chiplet(c));
    }
    var root = attention(leaves);
    var switches = new ArrayList<GroupSwitch>();
    for (int g = 0; g < p.groups(); g++) {
      switches.add(groupSwitch(g));
    }
    for (int g = 0; g < p.groups(); g++) {
      join(root, chiplets, switches.get(g), memory(g), g);
    }

    Bool all = Bool.lit(true);
    for (Bool f : finishedNodes) {
      all = all.and(f);
    }
    finished.set(delayed(all).named("allFinished"));
    var node = delayed(selectNode).named("countedNode");
    counter.set(delayed(Vec.of(counters).at(node)).named("lastCounter"));
  }

  private MoeChiplet chiplet(int c) {
    var m = new MoeChiplet(this, p);
    m.name("chiplet_" + c);
    m.leafMask.set(UInt.lit(BigInteger.ONE.shiftLeft(c), p.chiplets()));
    m.run.set(run);
    for (int e = 0; e < m.commands.length; e++) {
      fill(m.commands[e], c, Store.values()[e]);
    }
    fill(m.locals, c, Store.LOCAL_EXPERTS);
    count(m.select, m.counter);
    finishedNodes.add(m.finished);
    arrived[c].from(m.arrived);
    mark(loaded[c], m.loaded);
    mark(multiplied[c], m.multiplied);
    return m;
  }

  private AttentionChiplet attention(int node) {
    var root = new AttentionChiplet(this, p);
    root.name("attention");
    root.run.set(run);
    fill(root.commands[0], node, Store.DISPATCH_COMMANDS);
    fill(root.commands[1], node, Store.REDUCE_COMMANDS);
    fill(root.routing, node, Store.ROUTING);
    fill(root.placement, node, Store.PLACEMENT);
    fill(root.received, node, Store.RECEIVED);
    count(root.select, root.counter);
    finishedNodes.add(root.finished);
    dispatched.from(root.dispatched);
    reduced.from(root.reduced);
    for (int g = 0; g < p.groups(); g++) {
      returned[g].from(root.returned[g]);
    }
    return root;
  }

  private GroupSwitch groupSwitch(int g) {
    var s = new GroupSwitch(this, p, g);
    s.name("switch_" + g);
    count(s.select, s.counter);
    return s;
  }

  private MemoryNode memory(int g) {
    var m = new MemoryNode(this, p);
    m.name("memory_" + g);
    count(m.select, m.counter);
    return m;
  }

  private void join(
      AttentionChiplet root, List<MoeChiplet> chiplets, GroupSwitch s, MemoryNode m, int g) {
    int n = p.chipletsPerGroup();
    link(root.down[g], s.in[0], "root_to_switch_" + g);
    link(s.out[0], root.up[g], "switch_" + g + "_to_root");
    for (int i = 0; i < n; i++) {
      int c = g * n + i;
      link(s.out[1 + i], chiplets.get(c).down, "switch_" + g + "_to_chiplet_" + c);
      link(chiplets.get(c).up, s.in[1 + i], "chiplet_" + c + "_to_switch_" + g);
    }
    link(s.out[n + 1], m.in, "switch_" + g + "_to_memory");
    link(m.out, s.in[n + 1], "memory_to_switch_" + g);
  }

  private void link(Link from, Link to, String name) {
    LinkPipe.join(this, from, to, p.linkLatency(), name);
  }

  /** Lets the load port fill a node's memory. */
  private void fill(MemoryLoad memory, int node, Store store) {
    memory.valid().set(fill.and(fillNode.eq(node)).and(fillStore.eq(store.ordinal())));
    memory.address().set(fillAddress.resize(memory.address().width()));
    memory.data().set(fillData.truncate(memory.data().width()));
  }

  private void count(UInt select, UInt value) {
    select.set(selectCounter.resize(select.width()));
    counters.add(value);
  }

  private static void mark(Event event, Bool pulse) {
    event.valid().set(pulse);
    event.data().set(1);
  }

  private static int addressBits(PackageParameters p) {
    return log2(Math.max(PackageParameters.COMMANDS, Math.max(p.tokens(), p.experts())));
  }

  private static int dataBits(PackageParameters p) {
    int routing = p.topK() * p.expertBits();
    int array = commands(p, Store.ARRAY_COMMANDS).width();
    int dma = commands(p, Store.DMA_COMMANDS).width();
    return Math.max(routing, Math.max(array, dma));
  }

  private static int mostCounters(PackageParameters p) {
    return Math.max(
        NodeCounters.LEAF.size(),
        Math.max(
            NodeCounters.root(p.groups()).size(),
            NodeCounters.groupSwitch(p.chipletsPerGroup()).size()));
  }

  /** The format of the commands in a command memory. */
  static CommandFormat commands(PackageParameters p, Store store) {
    return switch (store) {
      case DMA_COMMANDS -> new CommandFormat(p.semaphores(), new DmaEngine.Command(p).width());
      case ARRAY_COMMANDS -> new CommandFormat(p.semaphores(), new ArrayEngine.Command(p).width());
      case COMBINE_COMMANDS ->
          new CommandFormat(p.semaphores(), new CombineEngine.Command(p).width());
      case DISPATCH_COMMANDS ->
          new CommandFormat(
              PackageParameters.ROOT_SEMAPHORES, new DispatchEngine.Command(p).width());
      case REDUCE_COMMANDS ->
          new CommandFormat(PackageParameters.ROOT_SEMAPHORES, new ReduceEngine.Command(p).width());
      case LOCAL_EXPERTS, ROUTING, PLACEMENT, RECEIVED ->
          throw new IllegalArgumentException(store + " holds no commands");
    };
  }
}
