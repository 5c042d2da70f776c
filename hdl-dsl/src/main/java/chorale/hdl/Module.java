package chorale.hdl;

import chorale.hdl.Node.Kind;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Reset;
import chorale.hdl.ir.Stmt;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A hardware module. A subclass declares its ports as fields and builds its body in its
 * constructor, which begins with {@code super(parent)}; a child is made by {@code new Child(this,
 * ...)} and connected through its ports. There is no global state: everything is made by methods of
 * the module that it belongs to.
 *
 * <pre>{@code
 * final class Counter extends Module {
 *   final Bool enable = inBool();
 *   final UInt value = out(8);
 *
 *   Counter(Module parent) {
 *     super(parent);
 *     var count = reg(8);
 *     when(enable, () -> count.set(count.plus(1)));
 *     value.set(count);
 *   }
 * }
 * }</pre>
 *
 * <p>Registers are clocked by the rising edge of {@code clock} and reset by the synchronous,
 * active-high {@code reset}, unless {@link #within} says otherwise or the top module chose another
 * kind of reset; both ports appear by themselves where they are needed.
 */
public abstract class Module implements Ports {
  final Module parent;
  final Site site;

  /** Where the subclass begins to build. */
  final Place place;

  final List<Signal> signals = new ArrayList<>();
  final List<Memory> memories = new ArrayList<>();
  final List<Module> children = new ArrayList<>();
  final List<Block.Entry> body = new ArrayList<>();

  /** The domains of registers and memories, in order of first use; null is the module's own. */
  final Set<Domain> domains = new LinkedHashSet<>();

  /** The domains with checks, which do not count during reset. */
  final Set<Domain> checked = new HashSet<>();

  /** The domain of the parent that this module's own clock and reset come from. */
  final Domain home;

  /** How the module's own reset acts. */
  final Reset resetKind;

  /** The module's own clock and reset where they are used as values, or null. */
  Signal implicitClock;

  Signal implicitReset;
  String explicitName;
  String fieldName;

  /** Where registers and memories may change, or null: everywhere. */
  Node awake;

  Place awakePlace;

  private static final Pattern PRINTED = Pattern.compile("%0?[dhb]|%%");

  private final Design design;
  private final Deque<List<Block.Entry>> open = new ArrayDeque<>();
  private Domain domain;

  /**
   * Joins the design of {@code parent}, or begins a new one if it is null: then this is the top.
   */
  protected Module(Module parent) {
    this(parent, Reset.SYNC);
  }

  /**
   * The same; if this is the top, its own reset, and that of all below it, acts as {@code kind}
   * says. A module with a parent is reset as the domain is that its parent makes it in.
   */
  protected Module(Module parent, Reset kind) {
    this.parent = parent;
    this.resetKind = parent == null ? kind : parent.currentResetKind();
    this.home = parent == null ? null : parent.domain;
    this.design = parent == null ? new Design() : parent.design;
    this.site = Site.ofConstruction(getClass());
    this.place = Site.inside(getClass());
    open.push(body);
    design.count(this);
    if (parent != null) {
      parent.children.add(this);
    }
  }

  /** The module's name in the Verilog; override it to tell apart what parameters make different. */
  protected String kind() {
    return className();
  }

  /** What stands above the module in the Verilog: one or more lines, or "". */
  protected String doc() {
    return "";
  }

  /** The simple name of the class; of an anonymous one, that of the class it extends. */
  final String className() {
    Class<?> type = getClass();
    return (type.isAnonymousClass() ? type.getSuperclass() : type).getSimpleName();
  }

  /** Names this instance. */
  public final void name(String name) {
    explicitName = name;
  }

  /** Stops the elaboration with an error at this constructor's caller unless {@code condition}. */
  protected static void require(boolean condition, String message) {
    if (!condition) {
      throw new HdlException(List.of(new Diagnostic(Site.ofCaller(), message, Rule.P001)));
    }
  }

  /** Bits needed to tell {@code n} values apart, at least 1. */
  public static int log2(int n) {
    return n <= 2 ? 1 : 32 - Integer.numberOfLeadingZeros(n - 1);
  }

  // --- ports ---

  /** An input of {@code width} bits. */
  @Override
  public final UInt in(int width) {
    return new UInt(signal(Kind.IN, width, false, null));
  }

  /** A signed input. */
  @Override
  public final SInt inS(int width) {
    return new SInt(signal(Kind.IN, width, true, null));
  }

  /** An input of one bit. */
  @Override
  public final Bool inBool() {
    return new Bool(signal(Kind.IN, 1, false, null));
  }

  /** An output of {@code width} bits. */
  @Override
  public final UInt out(int width) {
    return new UInt(signal(Kind.OUT, width, false, null));
  }

  /** A signed output. */
  @Override
  public final SInt outS(int width) {
    return new SInt(signal(Kind.OUT, width, true, null));
  }

  /** An output of one bit. */
  @Override
  public final Bool outBool() {
    return new Bool(signal(Kind.OUT, 1, false, null));
  }

  /** An input of an enum. */
  @Override
  public final <E extends Enum<E>> Choice<E> in(Class<E> type) {
    return new Choice<>(signal(Kind.IN, Choice.widthOf(type), false, null), type);
  }

  /** An output of an enum. */
  @Override
  public final <E extends Enum<E>> Choice<E> out(Class<E> type) {
    return new Choice<>(signal(Kind.OUT, Choice.widthOf(type), false, null), type);
  }

  /** The ports of a bundle, directed as its layout says. */
  public final <B extends Bundle> B ports(Function<Ports, B> layout) {
    return Leaves.named(layout.apply(this));
  }

  /** The ports of a bundle's other end. */
  public final <B extends Bundle> B flipped(Function<Ports, B> layout) {
    return Leaves.named(layout.apply(new Flipped(this)));
  }

  /** A bundle of wires. */
  public final <B extends Bundle> B wires(Function<Ports, B> layout) {
    return Leaves.named(layout.apply(new Wires(this)));
  }

  /**
   * Connects two bundles of one layout, signal by signal. Each is driven by the one of the two that
   * drives it: an input of this module, an output of a child, or else the first bundle.
   */
  public final <B extends Bundle> void connect(B from, B to) {
    var sources = Leaves.of(from);
    var targets = Leaves.of(to);
    sources.forEach(
        (path, a) -> {
          Bits b = targets.get(path);
          boolean backward = isDriven(a) || !isDriven(b) && drives(b);
          Assignments.add((backward ? a : b).node, (backward ? b : a).node);
        });
  }

  /** Whether {@code value} is a port that this module has to drive. */
  private boolean isDriven(Bits value) {
    return value.node instanceof Signal s
        && (s.module == this && s.kind == Kind.OUT || s.module != this && s.kind == Kind.IN);
  }

  /** Whether {@code value} is a port that drives something in this module. */
  private boolean drives(Bits value) {
    return value.node instanceof Signal s
        && (s.module == this && s.kind == Kind.IN || s.module != this && s.kind == Kind.OUT);
  }

  // --- clock domains ---

  /** Inputs for another clock and its synchronous, active-high reset. */
  public final Domain clockDomain() {
    return clockDomain(Reset.SYNC);
  }

  /** Inputs for another clock and its reset. */
  public final Domain clockDomain(Reset kind) {
    var clock = inBool();
    var reset = inBool();
    ((Signal) clock.node).component = ModuleIr.CLOCK;
    ((Signal) reset.node).component = kind.portName(ModuleIr.RESET);
    return new Domain(this, clock, reset, kind);
  }

  /** A domain of signals that this module makes or has: a gated clock, the output of a PLL. */
  public final Domain clockDomain(Bool clock, Bool reset, Reset kind) {
    return new Domain(this, clock, reset, kind);
  }

  /** The domain that the module's own {@code clock} and {@code reset} make. */
  public final Domain ownDomain() {
    return new Domain(this, clock(), reset(), resetKind);
  }

  /** The module's own clock as a value. */
  public final Bool clock() {
    implicitClock = implicitClock != null ? implicitClock : implicit(ModuleIr.CLOCK);
    return new Bool(implicitClock);
  }

  /** The module's own reset as a value. */
  public final Bool reset() {
    if (implicitReset == null) {
      implicitReset = implicit(resetKind.portName(ModuleIr.RESET));
    }
    return new Bool(implicitReset);
  }

  private Signal implicit(String name) {
    var s = new Signal(this, Kind.IN, 1, false, null, Site.here());
    s.name = name;
    return s;
  }

  /** Registers, memory writes and children made in {@code content} belong to {@code other}. */
  public final void within(Domain other, Runnable content) {
    Domain before = domain;
    domain = isOwn(other) ? null : other;
    try {
      content.run();
    } finally {
      domain = before;
    }
  }

  /** The same for content that makes something: {@code var x = within(other, () -> reg(8))}. */
  public final <T> T within(Domain other, Supplier<T> content) {
    var made = new ArrayList<T>(1);
    within(
        other,
        () -> {
          made.add(content.get());
        });
    return made.getFirst();
  }

  private boolean isOwn(Domain other) {
    return other.clock.node == implicitClock && other.reset.node == implicitReset;
  }

  /** The domain of what is made now; null is the module's own. */
  final Domain domain() {
    return domain;
  }

  private Reset currentResetKind() {
    return domain == null ? resetKind : domain.kind;
  }

  // --- signals inside ---

  /** A signal driven without a clock. */
  public final UInt wire(int width) {
    return new UInt(signal(Kind.WIRE, width, false, null));
  }

  /** A signed signal driven without a clock. */
  public final SInt wireS(int width) {
    return new SInt(signal(Kind.WIRE, width, true, null));
  }

  /** A signal of one bit driven without a clock. */
  public final Bool wireBool() {
    return new Bool(signal(Kind.WIRE, 1, false, null));
  }

  /** A signal of an enum driven without a clock. */
  public final <E extends Enum<E>> Choice<E> wire(Class<E> type) {
    return new Choice<>(signal(Kind.WIRE, Choice.widthOf(type), false, null), type);
  }

  /** A register, 0 after reset. */
  public final UInt reg(int width) {
    return reg(width, 0);
  }

  /** A register, {@code init} after reset. */
  public final UInt reg(int width, long init) {
    return new UInt(signal(Kind.REG, width, false, UInt.lit(init, width).node));
  }

  /** A register, {@code init} after reset. */
  public final UInt reg(int width, BigInteger init) {
    return new UInt(signal(Kind.REG, width, false, UInt.lit(init, width).node));
  }

  /** A register that reset leaves alone: for data that a valid bit guards. */
  public final UInt regWithoutReset(int width) {
    return new UInt(signal(Kind.REG, width, false, null));
  }

  /** A signed register, 0 after reset. */
  public final SInt regS(int width) {
    return new SInt(signal(Kind.REG, width, true, SInt.lit(0, width).node));
  }

  /** A register of one bit, false after reset. */
  public final Bool regBool() {
    return regBool(false);
  }

  /** A register of one bit, {@code init} after reset. */
  public final Bool regBool(boolean init) {
    return new Bool(signal(Kind.REG, 1, false, Bool.lit(init).node));
  }

  /** A register of an enum, {@code init} after reset. */
  public final <E extends Enum<E>> Choice<E> reg(E init) {
    Class<E> type = init.getDeclaringClass();
    Node.Literal value = Choice.literal(init);
    Signal s = signal(Kind.REG, value.width, false, value);
    s.type = type;
    return new Choice<>(s, type);
  }

  /** {@code value} one cycle later; 0 after reset. */
  public final UInt delayed(UInt value) {
    var later = new UInt(signal(Kind.REG, value.width(), false, Assignments.zero(value.width())));
    later.set(value);
    return later;
  }

  /** {@code value} one cycle later; 0 after reset. */
  public final SInt delayed(SInt value) {
    int width = value.width();
    var later = new SInt(signal(Kind.REG, width, true, SInt.lit(0, width).node));
    later.set(value);
    return later;
  }

  /** {@code value} one cycle later; false after reset. */
  public final Bool delayed(Bool value) {
    var later = new Bool(signal(Kind.REG, 1, false, Assignments.zero(1)));
    later.set(value);
    return later;
  }

  /** {@code value} as it was in the last cycle with {@code enable}; 0 after reset. */
  public final UInt delayed(UInt value, Bool enable) {
    var later = new UInt(signal(Kind.REG, value.width(), false, Assignments.zero(value.width())));
    when(enable, () -> later.set(value));
    return later;
  }

  /** {@code depth} words of {@code width} bits. */
  public final Memory mem(int depth, int width) {
    var memory = new Memory(this, depth, width, Site.here());
    memories.add(memory);
    return memory;
  }

  // --- checks in hardware ---

  /**
   * {@code condition} holds at every clock edge outside reset, where the enclosing conditions hold.
   * Simulation stops where it does not; formal proof has it as a goal; synthesis leaves it out.
   *
   * <pre>{@code
   * when(push, () -> assertThat(full.not(), "a word is lost"));
   * }</pre>
   */
  public final void assertThat(Bool condition, String message) {
    check(Stmt.Kind.ASSERT, condition, message);
  }

  /** The environment sees to it that {@code condition} holds: proof takes it for granted. */
  public final void assume(Bool condition, String message) {
    check(Stmt.Kind.ASSUME, condition, message);
  }

  /** {@code condition} can be reached: proof finds a way to it, or says that there is none. */
  public final void cover(Bool condition, String message) {
    check(Stmt.Kind.COVER, condition, message);
  }

  private void check(Stmt.Kind kind, Bool condition, String message) {
    Place here = Site.here().place();
    add(new Block.Check(kind, condition.node, line(message), domain, here), here);
  }

  /**
   * Prints a line in simulation at every clock edge outside reset, where the enclosing conditions
   * hold. The format has {@code %d}, {@code %h} or {@code %b} for each argument, as in Verilog
   * (IEEE 1364-2005, 17.1.1), with a 0 behind the {@code %} for the least width; {@code %%} is a
   * percent sign.
   */
  public final void printf(String format, Bits... arguments) {
    Place here = Site.here().place();
    long wanted = PRINTED.matcher(format).results().filter(r -> !r.group().equals("%%")).count();
    if (wanted != arguments.length || PRINTED.matcher(format).replaceAll("").contains("%")) {
      design.report(
          Rule.C001,
          here,
          "printf(\"%s\") with %d arguments: give one %%d, %%h or %%b for each, and %%%% for a percent sign"
              .formatted(format, arguments.length));
      return;
    }
    var nodes = Arrays.stream(arguments).map(a -> a.node).toList();
    add(new Block.Print(line(format), nodes, domain, here), here);
  }

  /** {@code text} on one line, of characters that every tool takes. */
  private static String line(String text) {
    return text.replaceAll("[^ -~]", " ");
  }

  // --- control ---

  /** Assignments made in {@code body} take place where {@code condition} holds. */
  public final When when(Bool condition, Runnable body) {
    var branch = new Block.Conditional(condition.node, Site.here().place());
    open.peek().add(branch);
    fill(branch.yes(), body);
    return new When(this, branch);
  }

  /**
   * Registers and memories of the module's own domain keep what they hold at clock edges at which
   * {@code awake} does not hold, reset excepted: one gate for the module's clock, and a simulator
   * that skips all that the module computes for them. Neither children nor checks sleep.
   *
   * <pre>{@code
   * var count = reg(32);
   * when(push, () -> count.set(count.plus(1)));
   * value.set(count);
   * runsWhile(push); // nothing would change without
   * }</pre>
   */
  public final void runsWhile(Bool awake) {
    this.awake = awake.node;
    awakePlace = Site.here().place();
  }

  /** Assignments by the value of {@code subject}: name every constant, or end with otherwise. */
  public final <E extends Enum<E>> Match<E> match(Choice<E> subject) {
    var selection = new Block.Selection(subject.node, subject.type, Site.here().place());
    open.peek().add(selection);
    return new Match<>(this, selection);
  }

  final void fill(List<Block.Entry> block, Runnable content) {
    open.push(block);
    design.enter(this);
    try {
      content.run();
    } finally {
      design.leave();
      open.pop();
    }
  }

  final Design design() {
    return design;
  }

  /** The statement list that is being filled. */
  final void add(Block.Entry entry, Place place) {
    Module conditional = design.conditional();
    if (conditional != null && conditional != this) {
      design.report(
          Rule.H002,
          place,
          "%s assigns under a condition of %s: make the condition a port"
              .formatted(kind(), conditional.kind()));
    }
    open.peek().add(entry);
    switch (entry) {
      case Block.Write w -> domains.add(w.domain());
      case Block.Check _, Block.Print _ -> {
        domains.add(domain);
        checked.add(domain);
      }
      default -> {}
    }
  }

  private Signal signal(Kind kind, int width, boolean signed, Node init) {
    if (width < 1) {
      throw design.failure(Rule.W004, "signal of %d bits: at least 1".formatted(width));
    }
    var s = new Signal(this, kind, width, signed, init, Site.here());
    signals.add(s);
    if (kind == Kind.REG) {
      domains.add(domain);
    }
    return s;
  }
}
