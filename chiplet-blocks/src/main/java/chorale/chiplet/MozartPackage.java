package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.CounterBank;
import chorale.nop.Channel;
import chorale.nop.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * A Mozart package (arXiv 2603.07006, section 3): attention chiplet, MoE chiplets and memories on a
 * {@link Network}, a tree with a switch for each group. A host fills the memories through the load
 * port, raises {@code run}, and reads the counters when {@code finished} is 1.
 *
 * <p>Nodes are numbered as {@link NodeCounters#nodes} lists them. The load port takes one word per
 * cycle and has a latency of 1 cycle; a counter is at {@code counter} 2 cycles after its node and
 * number stand at the select ports.
 */
public final class MozartPackage extends Module {
  /** What the load port can fill; the code is the constant's place in its node's list. */
  public enum Store {
    DMA_COMMANDS,
    ARRAY_COMMANDS,
    COMBINE_COMMANDS,
    STORE_COMMANDS,
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

  /** Per chiplet, null if it is left out, a token is complete there: {mask of experts, token}. */
  public final Event[] arrived;

  /** Per chiplet, a load is done: 1. */
  public final Event[] loaded;

  /** Per chiplet, a GEMM is done: 1. */
  public final Event[] multiplied;

  /** Per chiplet, a store is done: 1. */
  public final Event[] stored;

  /** Per group, null if it is left out, a contribution is back: {slot, token}. */
  public final Event[] returned;

  /** A token is added up: the token. */
  public final Event reduced;

  private final PackageParameters p;
  private final Network network;
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
    var nodes = NodeCounters.nodes(p);
    int most = nodes.stream().mapToInt(n -> n.counters().size()).max().orElseThrow();
    loadValid = inBool();
    loadNode = in(log2(nodes.size()));
    loadStore = in(log2(Store.values().length));
    loadAddress = in(addressBits(p));
    loadData = in(dataBits(p));
    run = inBool();
    finished = outBool();
    selectNode = in(log2(nodes.size()));
    selectCounter = in(log2(most));
    counter = out(32);
    dispatched = Event.out(this, p.tokenBits());
    arrived = new Event[p.chiplets()];
    loaded = new Event[p.chiplets()];
    multiplied = new Event[p.chiplets()];
    stored = new Event[p.chiplets()];
    for (int c : p.enabled()) {
      arrived[c] = Event.out(this, p.localExperts() + p.tokenBits());
      loaded[c] = Event.out(this, 1);
      multiplied[c] = Event.out(this, 1);
      stored[c] = Event.out(this, 1);
    }
    returned = new Event[p.groups()];
    for (int g : p.enabledGroups()) {
      returned[g] = Event.out(this, p.slotBits() + p.tokenBits());
    }
    reduced = Event.out(this, p.tokenBits());
    fill = delayed(loadValid);
    fillNode = delayed(loadNode);
    fillStore = delayed(loadStore);
    fillAddress = delayed(loadAddress);
    fillData = delayed(loadData);

    var plan = new PackageNetwork(p);
    network =
        new Network(
            this, plan.channels, p.format(), plan.routers(), plan::leafLatency, p.bufferFlits());
    p.enabled().forEach(this::chiplet);
    attention();
    p.enabledGroups()
        .forEach(g -> router("switch_" + g, plan.groupSwitch(g), p.chipletsPerGroup() + 2));
    router("root", plan.root(), p.groups());
    p.enabledGroups().forEach(this::memory);

    Bool all = Bool.lit(true);
    for (Bool f : finishedNodes) {
      all = all.and(f);
    }
    finished.set(delayed(all).named("allFinished"));
    var node = delayed(selectNode).named("countedNode");
    counter.set(delayed(Vec.of(counters).at(node)).named("lastCounter"));
  }

  private void chiplet(int c) {
    var m = new MoeChiplet(this, p);
    String name = "chiplet_" + c;
    m.name(name);
    m.place.set(p.place(c));
    m.home.set(p.home(p.group(c)));
    m.memory.set(p.memory(p.group(c)));
    m.run.set(run);
    for (int e = 0; e < m.commands.length; e++) {
      fill(m.commands[e], name, Store.values()[e]);
    }
    fill(m.locals, name, Store.LOCAL_EXPERTS);
    count(m.select, m.counter);
    finishedNodes.add(m.finished);
    arrived[c].from(m.arrived);
    mark(loaded[c], m.loaded);
    mark(multiplied[c], m.multiplied);
    mark(stored[c], m.stored);
    attach(p.leaf(c), m.up, m.down);
  }

  private void attention() {
    var root = new AttentionChiplet(this, p);
    root.name("attention");
    root.run.set(run);
    fill(root.commands[0], "attention", Store.DISPATCH_COMMANDS);
    fill(root.commands[1], "attention", Store.REDUCE_COMMANDS);
    fill(root.routing, "attention", Store.ROUTING);
    fill(root.placement, "attention", Store.PLACEMENT);
    fill(root.received, "attention", Store.RECEIVED);
    count(root.select, root.counter);
    finishedNodes.add(root.finished);
    dispatched.from(root.dispatched);
    reduced.from(root.reduced);
    for (int i = 0; i < root.up.length; i++) {
      int group = p.enabledGroups().get(i);
      returned[group].from(root.returned[i]);
      attach(p.home(group), root.down[i], root.up[i]);
    }
  }

  private void memory(int g) {
    var own = p.enabled(g);
    var m = new MemoryNode(this, p, own.size());
    m.name("memory_" + g);
    m.firstLeaf.set(p.leaf(own.getFirst()));
    count(m.select, m.counter);
    attach(p.memory(g), m.out, m.in);
  }

  private void attach(int leaf, Channel from, Channel to) {
    network.enter[leaf].from(from);
    to.from(network.leave[leaf]);
  }

  /** Counts what the first {@code links} outputs of a router do. */
  private void router(String name, int router, int links) {
    var counted = new ArrayList<Bool>();
    for (int o = 0; o < links; o++) {
      counted.add(network.moves[router].bit(o));
      counted.add(network.blocked[router].bit(o));
    }
    var bank = new CounterBank(this, counted);
    bank.name(name + "_counters");
    count(bank.select, bank.value);
  }

  /** Lets the load port fill a node's memory. */
  private void fill(MemoryLoad memory, String name, Store store) {
    int node = NodeCounters.number(p, name);
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
    int block = commands(p, Store.DMA_COMMANDS).width();
    return Math.max(routing, Math.max(array, block));
  }

  /** The format of the commands in a command memory. */
  static CommandFormat commands(PackageParameters p, Store store) {
    return switch (store) {
      case DMA_COMMANDS, STORE_COMMANDS ->
          new CommandFormat(p.semaphores(), new BlockCommand(p).width());
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
