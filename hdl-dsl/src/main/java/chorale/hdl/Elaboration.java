package chorale.hdl;

import chorale.hdl.Block.Assignment;
import chorale.hdl.Block.Entry;
import chorale.hdl.Node.Kind;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Builds a design and turns it into a {@link Circuit}. All findings are collected and thrown
 * together as one {@link HdlException}. Cost is linear in the size of the design. Designs share no
 * state: several may be elaborated at once in different threads.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * int ports = circuit.top().ports().size();
 * }</pre>
 */
public final class Elaboration {
  private static final long STACK_BYTES = 1L << 29;

  private final Map<List<Object>, List<ModuleIr>> known = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<ModuleIr> modules = new ArrayList<>();
  private final List<Foreign> foreign = new ArrayList<>();
  private final Map<Module, ModuleIr> done = new IdentityHashMap<>();
  private final Map<List<Object>, Module> alike = new HashMap<>();
  private final Loops loops;
  private final Crossings crossings;

  private Elaboration(Design design) {
    this.loops = new Loops(design);
    this.crossings = new Crossings(design);
  }

  /**
   * Runs {@code top}, which makes the top module with a null parent, and elaborates what it made.
   * Warnings go to the standard error output.
   *
   * <p>The supplier runs in a thread of its own, with a deep stack. So do not call this while the
   * class that holds the supplier is being initialised: each would wait for the other.
   *
   * @throws HdlException if the design breaks a rule
   */
  public static Circuit of(Supplier<? extends Module> top) {
    return of(top, System.err::println);
  }

  /**
   * The same; {@code warnings} are shown what can be built but is hardly meant, sorted by file and
   * line.
   *
   * @throws HdlException if the design breaks a rule
   */
  public static Circuit of(Supplier<? extends Module> top, Consumer<? super Diagnostic> warnings) {
    return withTop(top, warnings).circuit();
  }

  /** As {@link #of}, and keeps the top module, for those that look at its ports. */
  public static <M extends Module> Elaborated<M> withTop(Supplier<M> top) {
    return withTop(top, System.err::println);
  }

  private static <M extends Module> Elaborated<M> withTop(
      Supplier<M> top, Consumer<? super Diagnostic> warnings) {
    var made = new AtomicReference<Elaborated<M>>();
    var failure = new AtomicReference<Throwable>();
    // Expressions may be as deep as the design is long, so the walk gets a deep stack.
    var thread =
        new Thread(
            null,
            () -> {
              try {
                M module = top.get();
                made.set(new Elaborated<>(module, elaborate(module, warnings)));
              } catch (RuntimeException | Error e) {
                failure.set(e);
              }
            },
            "elaboration",
            STACK_BYTES);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("elaboration was interrupted", e);
    }
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    if (failure.get() instanceof Error e) {
      throw e;
    }
    return made.get();
  }

  private static Circuit elaborate(Module top, Consumer<? super Diagnostic> warnings) {
    Design design = top.design();
    boolean sound = design.findings().isEmpty();
    var elaboration = new Elaboration(design);
    try {
      elaboration.module(top);
    } catch (RuntimeException e) {
      if (sound) {
        throw e;
      }
      // what was left out because of a finding may be missed; the findings tell enough
    }
    stop(design);
    if (!design.warnings().isEmpty()) {
      design.warnings().stream().sorted().distinct().forEach(warnings);
    }
    return new Circuit(elaboration.modules, elaboration.foreign);
  }

  private static void stop(Design design) {
    if (!design.findings().isEmpty()) {
      throw new HdlException(design.findings());
    }
  }

  private ModuleIr module(Module m) {
    var names = new Names(m, done);
    names.readFields();
    for (Module child : m.children) {
      done.put(child, module(child));
    }
    if (!m.design().isOnly(m) && !(m instanceof BlackBox)) {
      List<Object> shape = Shape.of(m, done);
      Module first = shape == null ? null : alike.putIfAbsent(shape, m);
      if (first != null) {
        for (int i = 0; i < m.signals.size(); i++) {
          m.signals.get(i).name = first.signals.get(i).name;
        }
        m.body.clear();
        return done.get(first);
      }
    }
    names.assign();
    if (m instanceof BlackBox b) {
      return blackBox(b);
    }
    ModuleIr ir = build(m, names);
    m.body.clear();
    List<ModuleIr> similar = known.computeIfAbsent(similarity(ir), _ -> new ArrayList<>());
    for (ModuleIr other : similar) {
      if (ir.withName(other.name()).equals(other)) {
        return other;
      }
    }
    String kind = Names.identifier(m.kind());
    String name = kind;
    for (int i = 1; Names.isReserved(name) || !taken.add(name); i++) {
      name = kind + "_" + i;
    }
    ModuleIr named = ir.withName(name);
    similar.add(named);
    modules.add(named);
    loops.check(named);
    crossings.check(named);
    return named;
  }

  /** What equal modules have in common, and few others: much quicker than the hash of it all. */
  private static List<Object> similarity(ModuleIr m) {
    return List.of(m.place(), m.ports().size(), m.registers().size(), m.nets().size());
  }

  /** What stands for a module of others: its ports. */
  private ModuleIr blackBox(BlackBox m) {
    var declared =
        new ModuleIr(
            m.foreign.name(),
            m.place,
            "",
            ports(m),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    m.check(declared);
    m.body.clear();
    if (foreign.stream().noneMatch(f -> f.name().equals(m.foreign.name()))) {
      foreign.add(m.foreign);
    }
    return declared;
  }

  private ModuleIr build(Module m, Names names) {
    var drivers = new Drivers(m);
    Map<Object, List<Entry>> split = drivers.split();
    drivers.check(split);
    var clocked = new LinkedHashMap<Domain, List<Entry>>();
    if (m.domains.contains(null)) {
      clocked.put(null, Drivers.clocked(m.body, null)); // the module's own comes first
    }
    for (Domain d : m.domains) {
      clocked.computeIfAbsent(d, _ -> Drivers.clocked(m.body, d));
    }

    Map<Signal, Assignment> direct = new IdentityHashMap<>();
    var conditional = new ArrayList<Signal>();
    for (var driven : split.entrySet()) {
      List<Entry> body = driven.getValue();
      if (driven.getKey() instanceof Signal s && s.kind != Kind.REG) {
        if (body.size() == 1 && body.getFirst() instanceof Assignment a) {
          direct.put(s, a);
        } else {
          conditional.add(s);
        }
      }
    }

    var lowering = new Lowering(m, names, direct);
    for (Assignment a : direct.values()) {
      lowering.count(List.of(a));
    }
    for (Signal s : conditional) {
      lowering.count(split.get(s));
    }
    for (List<Entry> body : clocked.values()) {
      lowering.count(body);
    }
    for (Node control : controls(m)) {
      lowering.count(control);
    }
    if (m.awake != null) {
      lowering.count(m.awake);
    }
    lowering.settleNames();
    new Suspicions(m).report(lowering::isRead);

    for (Signal s : m.signals) {
      lowering.ensure(s);
    }
    var instances = new ArrayList<ModuleIr.Instance>();
    for (Module child : m.children) {
      instances.add(instance(m, child, lowering));
    }
    var processes = new ArrayList<ModuleIr.Process>();
    for (Signal s : conditional) {
      String name = lowering.nameOf(s);
      processes.add(
          new ModuleIr.Process(
              name,
              s.width,
              s.signed,
              lowering.statements(split.get(s), name),
              Drivers.placeOf(split.get(s).getFirst())));
    }
    var numbers = new IdentityHashMap<Domain, Integer>();
    var domains = new ArrayList<ModuleIr.Domain>();
    for (var at : clocked.entrySet()) {
      numbers.put(at.getKey(), domains.size());
      List<Stmt> body = lowering.statements(at.getValue(), "next");
      boolean sleeps = at.getKey() == null && m.awake != null;
      domains.add(domain(m, at.getKey(), sleeps ? gated(m, body, lowering) : body, lowering));
    }
    return new ModuleIr(
        "",
        m.place,
        m.doc(),
        ports(m),
        domains,
        registers(m, numbers, lowering),
        memories(m),
        instances,
        lowering.nets(),
        processes);
  }

  /** All that {@code clocked} does under the condition that the module is awake; not its checks. */
  private static List<Stmt> gated(Module m, List<Stmt> clocked, Lowering lowering) {
    Predicate<Stmt> changes = s -> s instanceof Stmt.Assign || s instanceof Stmt.Store;
    var all = new ArrayList<Stmt>();
    Expr awake = lowering.lower(m.awake, "awake");
    all.add(new Stmt.If(awake, Stmt.keep(clocked, changes), List.of(), m.awakePlace));
    all.addAll(Stmt.keep(clocked, changes.negate()));
    return all;
  }

  /** The clocks and resets that the module's registers and children use by their domain. */
  private static List<Node> controls(Module m) {
    Set<Domain> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.addAll(m.domains);
    for (Module child : m.children) {
      used.add(child.home);
    }
    used.remove(null);
    var controls = new ArrayList<Node>();
    for (Domain d : used) {
      controls.add(d.clock.node);
      controls.add(d.reset.node);
    }
    return controls;
  }

  private static List<ModuleIr.Memory> memories(Module module) {
    var memories = new ArrayList<ModuleIr.Memory>();
    for (Memory m : module.memories) {
      boolean any = m.collision() == Memory.Collision.ANY;
      memories.add(
          new ModuleIr.Memory(
              m.name, m.depth(), m.width(), m.contents(), any, m.crosses(), m.site.place()));
    }
    return memories;
  }

  private static boolean resets(Module m, Domain domain) {
    for (Signal s : m.signals) {
      if (s.kind == Kind.REG && s.domain == domain && s.init != null) {
        return true;
      }
    }
    return m.checked.contains(domain);
  }

  private static ModuleIr.Domain domain(
      Module m, Domain domain, List<Stmt> clocked, Lowering lowering) {
    return new ModuleIr.Domain(
        clock(domain, lowering).name(),
        resets(m, domain) ? reset(m, domain, lowering).name() : null,
        domain == null ? m.resetKind : domain.kind,
        clocked);
  }

  private static Expr.Ref clock(Domain domain, Lowering lowering) {
    return domain == null
        ? new Expr.Ref(ModuleIr.CLOCK, 1, false)
        : lowering.control(domain.clock, "gated");
  }

  private static Expr.Ref reset(Module m, Domain domain, Lowering lowering) {
    return domain == null
        ? new Expr.Ref(m.resetKind.portName(ModuleIr.RESET), 1, false)
        : lowering.control(domain.reset, "resets");
  }

  private List<ModuleIr.Port> ports(Module m) {
    var ports = new ArrayList<ModuleIr.Port>();
    String reset = m.resetKind.portName(ModuleIr.RESET);
    boolean state = m.implicitClock != null || m.domains.contains(null);
    boolean init = m.implicitReset != null || resets(m, null);
    for (Module child : m.children) {
      if (child.home == null) {
        ModuleIr type = done.get(child);
        state |= hasImplicit(child, type, ModuleIr.CLOCK);
        init |= hasImplicit(child, type, reset);
      }
    }
    if (state) {
      ports.add(new ModuleIr.Port(ModuleIr.CLOCK, true, 1, false, m.place));
    }
    if (init) {
      ports.add(new ModuleIr.Port(reset, true, 1, false, m.place));
    }
    for (Signal s : m.signals) {
      if (s.kind == Kind.IN || s.kind == Kind.OUT) {
        ports.add(new ModuleIr.Port(s.name, s.kind == Kind.IN, s.width, s.signed, s.site.place()));
      }
    }
    return ports;
  }

  /** Whether a child has that clock or reset by itself; they come first. */
  private static boolean hasImplicit(Module child, ModuleIr type, String port) {
    if (child instanceof BlackBox) {
      return false;
    }
    for (int i = 0; i < Math.min(2, type.ports().size()); i++) {
      if (type.ports().get(i).name().equals(port)) {
        return true;
      }
    }
    return false;
  }

  private static List<ModuleIr.Register> registers(
      Module m, Map<Domain, Integer> domains, Lowering lowering) {
    var registers = new ArrayList<ModuleIr.Register>();
    for (Signal s : m.signals) {
      if (s.kind == Kind.REG) {
        Expr.Const init = lowering.init(s);
        int number = domains.get(s.domain);
        registers.add(
            new ModuleIr.Register(
                s.name, s.width, s.signed, init, number, s.crosses, s.site.place()));
      }
    }
    return registers;
  }

  private ModuleIr.Instance instance(Module m, Module child, Lowering lowering) {
    ModuleIr type = done.get(child);
    var inputs = new ArrayList<ModuleIr.Binding>();
    var outputs = new ArrayList<ModuleIr.Binding>();
    if (hasImplicit(child, type, ModuleIr.CLOCK)) {
      inputs.add(new ModuleIr.Binding(ModuleIr.CLOCK, clock(child.home, lowering)));
    }
    String reset = child.resetKind.portName(ModuleIr.RESET);
    if (hasImplicit(child, type, reset)) {
      inputs.add(new ModuleIr.Binding(reset, reset(m, child.home, lowering)));
    }
    for (Signal s : child.signals) {
      if (s.kind == Kind.IN) {
        inputs.add(new ModuleIr.Binding(s.name, lowering.binding(s)));
      } else if (s.kind == Kind.OUT) {
        var net = new Expr.Ref(lowering.nameOf(s), s.width, s.signed);
        outputs.add(new ModuleIr.Binding(s.name, net));
      }
    }
    var parameters = new ArrayList<ModuleIr.Parameter>();
    if (child instanceof BlackBox b) {
      b.foreign
          .parameters()
          .forEach((name, value) -> parameters.add(new ModuleIr.Parameter(name, value)));
    }
    return new ModuleIr.Instance(
        child.fieldName, type.name(), parameters, inputs, outputs, child.site.place());
  }
}
