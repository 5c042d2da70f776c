package chorale.hdl;

import chorale.hdl.Block.Assignment;
import chorale.hdl.Block.Check;
import chorale.hdl.Block.Conditional;
import chorale.hdl.Block.Entry;
import chorale.hdl.Block.Print;
import chorale.hdl.Block.Selection;
import chorale.hdl.Block.Write;
import chorale.hdl.Node.Operation;
import chorale.hdl.Node.Operator;
import chorale.hdl.Node.Read;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Turns one module's expression graph into IR. A value becomes a net if the designer named it, if
 * it is used more than once, if Verilog cannot slice or extend it in place, or if it is very deep;
 * everything else is written where it is used. Nets come out in an order in which each follows
 * those it uses.
 */
final class Lowering {
  /** Operators within one another, above which nobody can read a line and parsers overflow. */
  private static final int DEEPEST = 50;

  private final Module module;
  private final Names names;
  private final Map<Signal, Assignment> direct;
  private final Map<Node, Integer> uses = new IdentityHashMap<>();
  private final Map<Node, Expr.Ref> named = new IdentityHashMap<>();
  private final Map<Node, String> wanted = new IdentityHashMap<>();
  private final Map<Expr.Const, String> constants = new HashMap<>();
  private final Map<Node, Integer> depth = new IdentityHashMap<>();
  private final Map<Signal, String> childPorts = new IdentityHashMap<>();
  private final Map<Signal, Boolean> emitted = new IdentityHashMap<>();
  private final List<Net> nets = new ArrayList<>();

  /** {@code direct}: signals with one unconditional driver. */
  Lowering(Module module, Names names, Map<Signal, Assignment> direct) {
    this.module = module;
    this.names = names;
    this.direct = direct;
    for (Module child : module.children) {
      for (Signal s : child.signals) {
        if (s.kind == Node.Kind.IN || s.kind == Node.Kind.OUT) {
          childPorts.put(s, names.fresh(child.fieldName + "_" + s.name));
        }
      }
    }
  }

  List<Net> nets() {
    return nets;
  }

  /** The name in this module of a signal of its own or of a child's port. */
  String nameOf(Signal s) {
    return s.module == module ? s.name : childPorts.get(s);
  }

  boolean isRead(Signal s) {
    return uses.containsKey(s);
  }

  /** Counts the uses of every value below {@code statements}; call it for all before lowering. */
  void count(List<Entry> statements) {
    for (Entry e : statements) {
      switch (e) {
        case Assignment a -> count(a.source());
        case Write w -> {
          count(w.address());
          count(w.data());
        }
        case Check c -> count(c.condition());
        case Print p -> p.arguments().forEach(this::count);
        case Conditional c -> {
          count(c.condition());
          count(c.yes());
          count(c.no());
        }
        case Selection s -> {
          count(s.subject);
          s.arms.values().forEach(this::count);
          count(s.otherwise);
        }
      }
    }
  }

  void count(Node n) {
    if (uses.merge(n, 1, Integer::sum) == 1) {
      for (Node operand : n.operands()) {
        count(operand);
      }
    }
  }

  /** Numbers the named values that share a name, in the order in which they were made. */
  void settleNames() {
    var groups = new HashMap<String, List<Node>>();
    for (Node n : uses.keySet()) {
      String name = ownName(n);
      if (name != null) {
        groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(n);
      }
    }
    groups.forEach(
        (name, members) -> {
          members.sort(Comparator.comparingLong(Lowering::serial));
          for (int i = 0; i < members.size(); i++) {
            wanted.put(members.get(i), members.size() == 1 ? name : name + "_" + i);
          }
        });
  }

  private static long serial(Node n) {
    return switch (n) {
      case Operation o -> o.serial;
      case Read r -> r.serial;
      default -> 0;
    };
  }

  private static String ownName(Node n) {
    return switch (n) {
      case Operation _, Read _ ->
          n.explicitName != null ? n.explicitName : n.site == null ? null : n.site.name();
      case Signal _, Node.Literal _ -> null;
    };
  }

  /** Emits the net of a signal that has one unconditional driver, unless that is done already. */
  void ensure(Signal s) {
    Assignment a = direct.get(s);
    if (a != null && emitted.putIfAbsent(s, true) == null) {
      Expr value = rooted(a.source(), nameOf(s));
      nets.add(new Net(nameOf(s), value, a.place()));
    }
  }

  /** The signal that {@code clock}, a clock or reset, is. */
  Expr.Ref control(Bool clock, String hint) {
    return whole(clock.node, lower(clock.node, hint), hint);
  }

  /**
   * The value of a child's input as it stands in the port list, or as a net if it is no simple one.
   */
  Expr binding(Signal input) {
    Assignment a = direct.get(input);
    if (a != null && !isRead(input)) {
      Expr value = lower(a.source(), nameOf(input));
      if (value instanceof Expr.Ref || value instanceof Expr.Const || value instanceof Expr.Slice) {
        return value;
      }
      emitted.put(input, true);
      nets.add(new Net(nameOf(input), value, a.place()));
    }
    ensure(input);
    return new Expr.Ref(nameOf(input), input.width, input.signed);
  }

  List<Stmt> statements(List<Entry> entries, String hint) {
    var result = new ArrayList<Stmt>();
    for (Entry e : entries) {
      result.add(
          switch (e) {
            case Assignment a -> {
              String target = nameOf(a.target());
              yield new Stmt.Assign(target, addend(a.source(), target), a.place());
            }
            case Write w ->
                new Stmt.Store(
                    w.memory().name,
                    w.port(),
                    lower(w.address(), w.memory().name),
                    w.lo(),
                    lower(w.data(), w.memory().name),
                    w.place());
            case Check c ->
                new Stmt.Check(c.kind(), lower(c.condition(), "checked"), c.message(), c.place());
            case Print p ->
                new Stmt.Print(
                    p.format(),
                    p.arguments().stream().map(a -> lower(a, "printed")).toList(),
                    p.place());
            case Conditional c ->
                new Stmt.If(
                    lower(c.condition(), hint),
                    statements(c.yes(), hint),
                    statements(c.no(), hint),
                    c.place());
            case Selection s -> selection(s, hint);
          });
    }
    return result;
  }

  private Stmt selection(Selection s, String hint) {
    Expr subject = lower(s.subject, hint);
    var arms = new ArrayList<Stmt.Arm>();
    s.arms.forEach(
        (constant, body) -> arms.add(new Stmt.Arm(constant(constant), statements(body, hint))));
    boolean full = arms.size() == s.type.getEnumConstants().length;
    return new Stmt.Case(subject, arms, statements(s.otherwise, hint), full, s.place);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Expr.Const constant(Enum<?> value) {
    return constant(Choice.literal((Enum) value));
  }

  /** Two enums of one simple name may share a module: unequal constants get unequal names. */
  private Expr.Const constant(Node.Literal l) {
    var c = new Expr.Const(l.value, l.width, l.signed, l.name);
    if (l.name == null) {
      return c;
    }
    String name = constants.computeIfAbsent(c, _ -> names.fresh(l.name));
    return new Expr.Const(l.value, l.width, l.signed, name);
  }

  Expr.Const init(Signal s) {
    return s.init == null ? null : constant((Node.Literal) s.init);
  }

  /**
   * The whole right-hand side of an assignment. An unnamed read of a memory may stand there, and
   * signed products, for which Verilog takes the width of the target.
   */
  private Expr rooted(Node n, String hint) {
    if (n instanceof Read r && isUnnamedOnce(r)) {
      return new Expr.Load(r.memory.name, lower(r.address, hint), r.width);
    }
    return addend(n, hint);
  }

  private boolean isUnnamedOnce(Node n) {
    return ownName(n) == null && uses.get(n) == 1 && !named.containsKey(n);
  }

  Expr lower(Node n, String hint) {
    Expr.Ref known = named.get(n);
    if (known != null) {
      return known;
    }
    return switch (n) {
      case Node.Literal l -> constant(l);
      case Signal s -> reference(s);
      case Read r -> net(r, hint + "_word");
      case Operation o
          when ownName(o) != null
              || isSignedProduct(o)
              || uses.getOrDefault(o, 0) > 1 && !isCheap(o) ->
          net(o, hint + "_" + word(o.operator));
      case Operation o -> shallow(o, expression(o, hint, false), hint);
    };
  }

  private Expr shallow(Operation o, Expr value, String hint) {
    return depth.get(o) < DEEPEST ? value : net(o, value, hint + "_" + word(o.operator));
  }

  private Expr.Ref reference(Signal s) {
    boolean own = s.module == module;
    if (!own && !childPorts.containsKey(s)) {
      module
          .design()
          .report(
              Rule.H001,
              s.site.place(),
              "%s of %s is used in %s, which does not contain it: make it a port"
                  .formatted(s.describe(), s.module.kind(), module.kind()));
      return new Expr.Ref("invisible", s.width, s.signed);
    }
    ensure(s);
    return new Expr.Ref(nameOf(s), s.width, s.signed);
  }

  private Expr.Ref net(Node n, String otherwise) {
    String base = wanted.getOrDefault(n, otherwise);
    Expr value =
        switch (n) {
          case Read r -> new Expr.Load(r.memory.name, lower(r.address, base), r.width);
          case Operation o -> expression(o, base, true);
          default -> throw new IllegalStateException();
        };
    return net(n, value, base);
  }

  private Expr.Ref net(Node n, Expr value, String base) {
    var ref = new Expr.Ref(names.fresh(base), n.width, n.signed);
    Place place = n.site == null ? module.place : n.site.place();
    nets.add(new Net(ref.name(), value, wanted.containsKey(n), place));
    named.put(n, ref);
    return ref;
  }

  /** {@code root}: the value is assigned as it stands, to a target of its width. */
  private Expr expression(Operation o, String hint, boolean root) {
    Expr[] a = new Expr[o.operands.size()];
    boolean sum = root && isSignedSum(o);
    int deepest = 0;
    for (int i = 0; i < a.length; i++) {
      Node operand = o.operands.get(i);
      a[i] = sum ? addend(operand, hint) : lower(operand, hint);
      deepest =
          a[i] instanceof Expr.Ref ? deepest : Math.max(deepest, depth.getOrDefault(operand, 0));
    }
    depth.put(o, deepest + 1);
    return switch (o.operator) {
      case ADD, SUB, MUL, AND, OR, XOR, EQ, NE, LT, LE, SHL, SHR ->
          new Expr.Binary(Expr.BinaryOp.valueOf(o.operator.name()), a[0], a[1], o.width, o.signed);
      case NOT, REDUCE_AND, REDUCE_OR, REDUCE_XOR ->
          new Expr.Unary(Expr.UnaryOp.valueOf(o.operator.name()), a[0], o.width, o.signed);
      case MUX -> new Expr.Mux(a[0], a[1], a[2]);
      case CONCAT -> new Expr.Concat(List.of(a), o.width);
      case SLICE -> slice(o, a[0], hint);
      case EXTEND ->
          new Expr.Extend(o.signed ? whole(o.operands.getFirst(), a[0], hint) : a[0], o.width);
      case CAST -> new Expr.Cast(a[0], o.signed);
    };
  }

  private Expr slice(Operation o, Expr base, String hint) {
    Expr.Ref whole = whole(o.operands.getFirst(), base, hint);
    return whole.width() == 1 ? whole : new Expr.Slice(whole, o.hi, o.lo);
  }

  /**
   * A value assigned as it stands, or an operand of a signed sum that is: a product may stand
   * there, since Verilog computes it at the width of the target. Multiply-and-add written whole
   * simulates up to twice as fast as with its sign extension spelt out.
   */
  private Expr addend(Node n, String hint) {
    if (n instanceof Operation o && isUnnamedOnce(o)) {
      if (isSignedProduct(o) || isSignedSum(o)) {
        return shallow(o, expression(o, hint, true), hint);
      }
      if (o.operator == Operator.EXTEND
          && o.operands.getFirst() instanceof Operation product
          && isSignedProduct(product)
          && isUnnamedOnce(product)) {
        return new Expr.Extend(expression(product, hint, true), o.width);
      }
    }
    return lower(n, hint);
  }

  private static boolean isSignedProduct(Operation o) {
    return o.signed && o.operator == Operator.MUL;
  }

  private static boolean isSignedSum(Operation o) {
    return o.signed && (o.operator == Operator.ADD || o.operator == Operator.SUB);
  }

  /** A signal that holds {@code value}, so that its bits can be named. */
  private Expr.Ref whole(Node n, Expr value, String hint) {
    if (value instanceof Expr.Ref r) {
      return r;
    }
    return net(n, value, hint + "_value");
  }

  /** Values that read better, and simulate no slower, where they are used than as a net. */
  private static boolean isCheap(Operation o) {
    return switch (o.operator) {
      case SLICE, CAST, EXTEND, NOT, REDUCE_AND, REDUCE_OR ->
          o.operands.getFirst() instanceof Signal;
      default -> false;
    };
  }

  private static String word(Operator operator) {
    return switch (operator) {
      case ADD -> "sum";
      case SUB -> "difference";
      case MUL -> "product";
      case AND -> "both";
      case OR -> "either";
      case EQ -> "equal";
      case NE -> "unequal";
      case LT -> "less";
      case LE -> "atmost";
      case SHL, SHR -> "shifted";
      case REDUCE_AND -> "all";
      case REDUCE_OR -> "any";
      case REDUCE_XOR -> "parity";
      case MUX -> "choice";
      case SLICE -> "part";
      case XOR, NOT, CONCAT, EXTEND, CAST -> operator.name().toLowerCase(Locale.ROOT);
    };
  }
}
