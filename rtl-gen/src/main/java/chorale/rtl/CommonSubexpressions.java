package chorale.rtl;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Computes every value once. Values that are built alike get one number; the first net of a number
 * that is not an output (or the first at all) owns it, and whoever builds the value again reads the
 * owner. Other nets of that number become {@code wire b = a;} if somebody named them, and nobody
 * reads them if not. A value that is built twice without a net of its own gets one, named after
 * where it stands first and what it is, as in elaboration. What reads as well in its place as by a
 * name (a slice, a negated signal) stays there.
 */
final class CommonSubexpressions {
  /** What makes a value the same: its operator, and the numbers of its operands. */
  private record Key(Object operator, int width, boolean signed, List<Integer> operands) {}

  private final ModuleIr module;
  private final Map<Key, Integer> numbers = new HashMap<>();
  private final Map<Expr, Integer> known = new IdentityHashMap<>();
  private final Map<String, Integer> ofSignal = new HashMap<>();
  private final List<Integer> uses = new ArrayList<>();
  private final Map<Integer, Net> owners = new HashMap<>();
  private final Map<String, Net> nets;
  private final Map<String, Net> open;
  private final Set<String> outputs;
  private final List<Net> done = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private CommonSubexpressions(ModuleIr module) {
    this.module = module;
    this.outputs =
        module.ports().stream().filter(p -> !p.input()).map(Port::name).collect(Collectors.toSet());
    this.nets = module.nets().stream().collect(Collectors.toMap(Net::name, Function.identity()));
    this.open = new HashMap<>(nets);
  }

  static Circuit run(Circuit circuit) {
    return new Circuit(
        circuit.modules().stream().map(m -> new CommonSubexpressions(m).run()).toList(),
        circuit.foreign());
  }

  private ModuleIr run() {
    number();
    takeNames();
    module.nets().forEach(n -> emit(n.name()));
    var processes = new ArrayList<Process>();
    for (Process p : module.processes()) {
      var body = Walk.rebuild(p.body(), p.target(), this::rewritten);
      processes.add(new Process(p.target(), p.width(), p.signed(), body, p.place()));
    }
    var domains =
        module.domains().stream()
            .map(d -> d.with(Walk.rebuild(d.clocked(), "next", this::rewritten)))
            .toList();
    return new ModuleIr(
        module.name(),
        module.place(),
        module.doc(),
        module.ports(),
        domains,
        module.registers(),
        module.memories(),
        module.instances().stream().map(this::rewritten).toList(),
        done,
        processes);
  }

  // --- which values are the same ---

  private void number() {
    Map<String, Process> processes =
        module.processes().stream().collect(Collectors.toMap(Process::target, Function.identity()));
    Walk.Rewrite count =
        (e, _, _) -> {
          use(number(e));
          return e;
        };
    for (String name : Walk.order(module)) {
      Net n = open.get(name);
      if (n != null) {
        int number = number(n.value());
        ofSignal.put(name, number);
        if (!isSignal(n.value())) {
          owners.merge(number, n, this::better);
        }
      } else {
        Walk.rebuild(processes.get(name).body(), name, count);
      }
    }
    Walk.rebuild(module.clocked(), "", count);
  }

  private Net better(Net first, Net second) {
    return outputs.contains(first.name()) && !outputs.contains(second.name()) ? second : first;
  }

  private static boolean isSignal(Expr e) {
    return e instanceof Expr.Ref || e instanceof Expr.Const;
  }

  private int number(Expr e) {
    Integer number = known.get(e);
    if (number == null) {
      number = built(e);
      known.put(e, number);
    }
    return number;
  }

  private int built(Expr e) {
    return switch (e) {
      case Expr.Ref r when ofSignal.containsKey(r.name()) -> ofSignal.get(r.name());
      case Expr.Ref r -> number(r.name(), r);
      case Expr.Const c -> number(c, c);
      case Expr.Unary u -> number(u.op(), u, number(u.arg()));
      case Expr.Binary b -> {
        int left = number(b.left());
        int right = number(b.right());
        boolean swap = isCommutative(b.op()) && right < left;
        yield swap ? number(b.op(), b, right, left) : number(b.op(), b, left, right);
      }
      case Expr.Mux m -> number("mux", m, number(m.condition()), number(m.yes()), number(m.no()));
      case Expr.Slice s -> number(s.lo(), s, number(s.base()));
      case Expr.Concat c ->
          number("concat", c, c.parts().stream().map(this::number).toArray(Integer[]::new));
      case Expr.Extend x -> number("extend", x, number(x.arg()));
      case Expr.Cast c -> number("cast", c, number(c.arg()));
      case Expr.Load l -> number("load " + l.memory(), l, number(l.address()));
    };
  }

  /** Each way in which a value is built counts once as a use of its operands. */
  private int number(Object operator, Expr e, Integer... operands) {
    var key = new Key(operator, e.width(), e.signed(), List.of(operands));
    Integer earlier = numbers.get(key);
    if (earlier != null) {
      return earlier;
    }
    int fresh = uses.size();
    numbers.put(key, fresh);
    uses.add(0);
    key.operands.forEach(this::use);
    return fresh;
  }

  private void use(int number) {
    uses.set(number, uses.get(number) + 1);
  }

  private static boolean isCommutative(Expr.BinaryOp op) {
    return switch (op) {
      case ADD, MUL, AND, OR, XOR, EQ, NE -> true;
      case SUB, LT, LE, SHL, SHR -> false;
    };
  }

  // --- what is written instead ---

  /** Writes a net behind those that it reads, unless it is there already. */
  private void emit(String name) {
    Net n = open.remove(name);
    if (n == null) {
      return;
    }
    Net owner = owners.get(ofSignal.get(name));
    Expr value =
        owner != null && owner != n && !isCheap(n.value())
            ? read(owner, n.value())
            : over(n.value(), name, n.place());
    done.add(new Net(name, value, n.named(), n.place()));
  }

  private Instance rewritten(Instance i) {
    var inputs =
        i.inputs().stream()
            .map(b -> new Binding(b.port(), over(b.value(), b.port(), i.place())))
            .toList();
    return i.withInputs(inputs);
  }

  private Expr rewritten(Expr e, String hint, Place place) {
    if (isCheap(e)) {
      return over(e, hint, place);
    }
    int number = number(e);
    Net owner = owners.get(number);
    if (owner == null && uses.get(number) > 1) {
      owner = new Net(fresh(hint + "_" + word(e)), e, false, place);
      owners.put(number, owner);
      open.put(owner.name(), owner);
      ofSignal.put(owner.name(), number);
    }
    return owner == null ? over(e, hint, place) : read(owner, e);
  }

  /** {@code e} as it stands, over what is read now instead of its operands. */
  private Expr over(Expr e, String hint, Place place) {
    return switch (e) {
      case Expr.Ref r -> reference(r);
      case Expr.Slice s -> new Expr.Slice(reference(s.base()), s.hi(), s.lo());
      default -> Walk.rebuild(e, o -> rewritten(o, hint, place));
    };
  }

  /** A signal under its own name if somebody chose that, else under that of its value's owner. */
  private Expr.Ref reference(Expr.Ref r) {
    Net n = nets.get(r.name());
    Net owner = n == null || n.named() ? null : owners.get(ofSignal.get(r.name()));
    if (owner != null) {
      return read(owner, r);
    }
    emit(r.name());
    return r;
  }

  private Expr.Ref read(Net owner, Expr e) {
    emit(owner.name());
    return new Expr.Ref(owner.name(), e.width(), e.signed());
  }

  /** Values that read better, and simulate no slower, where they are used than as a net. */
  private static boolean isCheap(Expr e) {
    return switch (e) {
      case Expr.Ref _, Expr.Const _, Expr.Slice _ -> true;
      case Expr.Cast c -> isPart(c.arg());
      case Expr.Extend x -> isPart(x.arg());
      case Expr.Unary u -> isPart(u.arg()) && u.op() != Expr.UnaryOp.REDUCE_XOR;
      case Expr.Binary _, Expr.Mux _, Expr.Concat _, Expr.Load _ -> false;
    };
  }

  private static boolean isPart(Expr e) {
    return e instanceof Expr.Ref || e instanceof Expr.Slice;
  }

  private static String word(Expr e) {
    return switch (e) {
      case Expr.Unary u ->
          switch (u.op()) {
            case NOT -> "not";
            case REDUCE_AND -> "all";
            case REDUCE_OR -> "any";
            case REDUCE_XOR -> "parity";
          };
      case Expr.Binary b ->
          switch (b.op()) {
            case ADD -> "sum";
            case SUB -> "difference";
            case MUL -> "product";
            case AND -> "both";
            case OR -> "either";
            case XOR -> "xor";
            case EQ -> "equal";
            case NE -> "unequal";
            case LT -> "less";
            case LE -> "atmost";
            case SHL, SHR -> "shifted";
          };
      case Expr.Mux _ -> "choice";
      case Expr.Concat _ -> "concat";
      case Expr.Load _ -> "word";
      case Expr.Extend _ -> "extend";
      case Expr.Cast _ -> "cast";
      case Expr.Slice _ -> "part";
      case Expr.Ref _, Expr.Const _ -> "value";
    };
  }

  private void takeNames() {
    module.ports().forEach(p -> names.add(p.name()));
    module.registers().forEach(r -> names.add(r.name()));
    module.memories().forEach(m -> names.add(m.name()));
    module.instances().forEach(i -> names.add(i.name()));
    module.instances().forEach(i -> i.outputs().forEach(b -> Walk.reads(b.value(), names::add)));
    module.processes().forEach(p -> names.add(p.target()));
    names.addAll(nets.keySet());
    new Reads(module).constants().forEach(c -> names.add(c.name()));
    module.registers().stream()
        .filter(r -> r.init() != null)
        .forEach(r -> names.add(r.init().name()));
  }

  private String fresh(String wanted) {
    String name = wanted;
    for (int i = 1; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
