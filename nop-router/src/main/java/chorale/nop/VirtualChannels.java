package chorale.nop;

import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which virtual channels the packets of a network use: for every input of every router, the VC in
 * which packets to a leaf arrive there, and what they do next. Everything follows from the
 * topology, the classes and who sends to whom, before any hardware is built; routers, network
 * interfaces and the check against deadlock all read it here.
 */
public final class VirtualChannels {
  private final Topology topology;
  private final List<VcClass> classes;
  private final int[] first; // of each class
  private final int vcs;
  private final boolean[][][][] passes; // class, router, input, destination: some packet does
  private final List<List<List<List<Integer>>>> outputs; // class, router, input: those in use
  private final List<Tap> taps;
  private final ChannelGraph graph;

  /** Who sends to whom; turns that no packet takes get no hardware. */
  @FunctionalInterface
  public interface Flows {
    /** Whether packets of a class, by its place among the classes, go from a leaf to another. */
    boolean sends(int kind, int source, int leaf);
  }

  private static final Flows ALL = (_, _, _) -> true;

  /**
   * A place where a network gives the packets of a VC out instead of into a router: see {@link
   * Network#taps}.
   *
   * @param vc the only one of its class, which is not multicast
   */
  public record Tap(int router, int port, int vc) {}

  /**
   * The plan for a network in which every leaf sends to all in every class.
   *
   * @throws IllegalArgumentException if it could deadlock, with the circle in which packets wait
   */
  public VirtualChannels(Topology topology, List<VcClass> classes) {
    this(topology, classes, ALL);
  }

  /**
   * The plan for a network.
   *
   * @throws IllegalArgumentException if it could deadlock, with the circle in which packets wait
   */
  public VirtualChannels(Topology topology, List<VcClass> classes, Flows flows) {
    this(topology, classes, flows, List.of());
  }

  /**
   * The plan for a network with {@code taps}: the way of a packet ends at the first tap that it
   * comes to.
   *
   * @throws IllegalArgumentException if it could deadlock, with the circle in which packets wait,
   *     or a tap is at no link or takes no VC alone
   */
  public VirtualChannels(Topology topology, List<VcClass> classes, Flows flows, List<Tap> taps) {
    this(topology, classes, flows, taps, true);
  }

  /** A plan for a network that may deadlock. */
  static VirtualChannels unchecked(Topology topology, List<VcClass> classes) {
    return new VirtualChannels(topology, classes, ALL, List.of(), false);
  }

  private VirtualChannels(
      Topology topology, List<VcClass> classes, Flows flows, List<Tap> taps, boolean checked) {
    RouterParameters.checkNames(classes);
    this.topology = topology;
    this.taps = List.copyOf(taps);
    this.classes = List.copyOf(classes);
    first = new int[classes.size()];
    int n = 0;
    for (int c = 0; c < first.length; c++) {
      first[c] = n;
      n += classes.get(c).vcs();
    }
    vcs = n;
    taps.forEach(this::check);
    passes = new boolean[classes.size()][topology.routers()][][];
    outputs = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      for (int r = 0; r < topology.routers(); r++) {
        passes[c][r] = new boolean[topology.ports(r)][topology.leaves()];
      }
      walk(c, flows);
      outputs.add(outputsInUse(passes[c]));
    }
    graph = new ChannelGraph(this);
    if (checked) {
      graph.check();
    }
  }

  private void check(Tap tap) {
    boolean inRange =
        tap.router >= 0
            && tap.router < topology.routers()
            && tap.port >= 0
            && tap.port < topology.ports(tap.router)
            && tap.vc >= 0
            && tap.vc < vcs;
    if (!inRange || topology.peer(tap.router, tap.port) == null) {
      throw new IllegalArgumentException(
          "%s with %d VCs has no link for %s".formatted(topology, vcs, tap));
    }
    VcClass kind = classOf(tap.vc);
    if (kind.vcs() > 1 || kind.forks()) {
      throw new IllegalArgumentException(
          "%s of class %s: a tap takes a class of 1 VC that is not multicast"
              .formatted(tap, kind.name()));
    }
    if (taps.indexOf(tap) != taps.lastIndexOf(tap)) {
      throw new IllegalArgumentException("%s twice".formatted(tap));
    }
  }

  /** Whether packets of class {@code c} leave the network before this input. */
  private boolean isTapped(int router, int input, int c) {
    return taps.contains(new Tap(router, input, first[c]));
  }

  /** Where packets leave the network on their way. */
  public List<Tap> taps() {
    return taps;
  }

  /** What waits for what. */
  public ChannelGraph graph() {
    return graph;
  }

  /** Marks every (router, input, destination) that a packet of class {@code c} meets. */
  private void walk(int c, Flows flows) {
    boolean[][][] marks = passes[c];
    for (int s = 0; s < topology.leaves(); s++) {
      for (int d = 0; d < topology.leaves(); d++) {
        if (!flows.sends(c, s, d)) {
          continue;
        }
        var at = topology.attachment(s);
        int router = at.router();
        int input = at.port();
        for (var hop : topology.path(s, d)) {
          if (marks[router][input][d] || isTapped(router, input, c)) {
            break; // the rest of the way is known, or is none
          }
          marks[router][input][d] = true;
          if (topology.peer(hop.router(), hop.port()) instanceof RouterPort(int r, int p, int _)) {
            router = r;
            input = p;
          }
        }
      }
    }
  }

  /** Per router and input, the outputs that packets take from there, ascending. */
  private List<List<List<Integer>>> outputsInUse(boolean[][][] marks) {
    var all = new ArrayList<List<List<Integer>>>();
    for (int r = 0; r < topology.routers(); r++) {
      var ofRouter = new ArrayList<List<Integer>>();
      for (int i = 0; i < topology.ports(r); i++) {
        var used = new TreeSet<Integer>();
        for (int d = 0; d < topology.leaves(); d++) {
          if (marks[r][i][d]) {
            used.add(topology.route(r, d));
          }
        }
        ofRouter.add(List.copyOf(used));
      }
      all.add(ofRouter);
    }
    return all;
  }

  /** Virtual channels of a link. */
  public int vcs() {
    return vcs;
  }

  /** The class that a virtual channel belongs to. */
  public VcClass classOf(int vc) {
    int c = first.length - 1;
    while (first[c] > vc) {
      c--;
    }
    return classes.get(c);
  }

  /** Outputs that packets of class {@code c} take from this input, ascending. */
  List<Integer> outputsOfClass(int router, int input, int c) {
    return outputs.get(c).get(router).get(input);
  }

  /**
   * The VC of class {@code c} in which packets to {@code leaf} come to this input; in a class that
   * is free, if they come from a leaf.
   */
  public int arrives(int router, int input, int leaf, int c) {
    VcClass kind = classes.get(c);
    int choice =
        switch (kind.choice()) {
          case NEXT_OUTPUT ->
              outputsOfClass(router, input, c).indexOf(topology.route(router, leaf));
          case DESTINATION -> leaf;
          case DESTINATION_DIGITS -> digitSum(leaf, kind.vcs());
          case FREE -> topology.isTree() ? leaf : digitSum(leaf, kind.vcs());
          case MULTICAST -> 0;
        };
    return first[c] + choice % kind.vcs();
  }

  /** Spreads leaves, whichever of their digits differ. */
  private static int digitSum(int leaf, int base) {
    int sum = 0;
    for (int rest = leaf; base > 1 && rest > 0; rest /= base) {
      sum += rest % base;
    }
    return sum;
  }

  /**
   * The VC in which packets to {@code leaf} leave this router: that in which they arrive at the
   * next one; on the way to the leaf itself, one for each input, so that packets of several inputs
   * need not wait for each other's tails. Not for a class that is free.
   */
  public int leaves(int router, int input, int leaf, int c) {
    return switch (topology.peer(router, topology.route(router, leaf))) {
      case RouterPort(int r, int port, int _) -> arrives(r, port, leaf, c);
      case Leaf _ ->
          first[c]
              + (classes.get(c).choice() == Choice.MULTICAST ? 0 : input % classes.get(c).vcs());
    };
  }

  /** The VC in which a leaf sends packets of class {@code c} to another, if it does. */
  public int enters(int source, int leaf, int c) {
    var at = topology.attachment(source);
    return arrives(at.router(), at.port(), leaf, c);
  }

  /** Destinations whose packets come to this input in this VC, ascending. */
  List<Integer> destinations(int router, int input, int vc) {
    int c = classes.indexOf(classOf(vc));
    boolean any = classOf(vc).isFree() && topology.peer(router, input) instanceof RouterPort;
    var all = new ArrayList<Integer>();
    for (int d = 0; d < topology.leaves(); d++) {
      if (passes[c][router][input][d] && (any || arrives(router, input, d, c) == vc)) {
        all.add(d);
      }
    }
    return all;
  }

  /** Outputs that packets of this VC take, ascending. */
  public List<Integer> outputs(int router, int input, int vc) {
    return destinations(router, input, vc).stream()
        .map(d -> topology.route(router, d))
        .distinct()
        .sorted()
        .toList();
  }

  /** VCs in which packets of this VC leave, ascending. */
  public List<Integer> next(int router, int input, int vc) {
    int c = classes.indexOf(classOf(vc));
    if (classOf(vc).isFree()) {
      return IntStream.range(first[c], first[c] + classOf(vc).vcs()).boxed().toList();
    }
    return destinations(router, input, vc).stream()
        .map(d -> leaves(router, input, d, c))
        .distinct()
        .sorted()
        .toList();
  }

  /** Leaves that are reached through this output. */
  List<Integer> behind(int router, int output) {
    var all = new ArrayList<Integer>();
    for (int d = 0; d < topology.leaves(); d++) {
      if (topology.route(router, d) == output) {
        all.add(d);
      }
    }
    return all;
  }

  /** The topology. */
  public Topology topology() {
    return topology;
  }

  /** The classes. */
  public List<VcClass> classes() {
    return classes;
  }
}
