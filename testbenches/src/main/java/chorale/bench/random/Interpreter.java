package chorale.bench.random;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Runs one module without children by the table in {@link Expr} and nothing else. A value is its
 * bits as an unsigned number; registers without reset and memories begin at 0.
 */
final class Interpreter {
  private final ModuleIr module;
  private final Map<String, Expr> nets = new HashMap<>();
  private final Map<String, ModuleIr.Process> processes = new HashMap<>();
  private final Map<String, BigInteger> registers = new HashMap<>();
  private final Map<String, BigInteger[]> memories = new HashMap<>();

  /** The values of this cycle that are known so far. */
  private final Map<String, BigInteger> values = new HashMap<>();

  Interpreter(ModuleIr module) {
    this.module = module;
    module.nets().forEach(n -> nets.put(n.name(), n.value()));
    module.processes().forEach(p -> processes.put(p.target(), p));
    module.registers().forEach(r -> registers.put(r.name(), BigInteger.ZERO));
    for (ModuleIr.Memory m : module.memories()) {
      var words = new BigInteger[m.depth()];
      Arrays.fill(words, BigInteger.ZERO);
      for (int i = 0; i < m.contents().size(); i++) {
        words[i] = m.contents().get(i);
      }
      memories.put(m.name(), words);
    }
  }

  /** Afterwards {@link #output} shows the present state with these inputs. */
  void look(Map<String, BigInteger> inputs) {
    begin(inputs);
  }

  /** One clock edge; afterwards {@link #output} shows the state behind it with the same inputs. */
  void step(Map<String, BigInteger> inputs, boolean reset) {
    if (reset) {
      reset(r -> module.domains().get(r.domain()).kind().isAsync(), registers);
    }
    begin(inputs);
    var next = new HashMap<>(registers);
    var stores = new HashMap<BigInteger[], Map<Integer, BigInteger>>();
    clocked(module.clocked(), next, stores);
    if (reset) {
      reset(_ -> true, next);
    }
    registers.putAll(next);
    stores.forEach((words, changes) -> changes.forEach((address, word) -> words[address] = word));
    begin(inputs);
  }

  private void reset(Predicate<ModuleIr.Register> which, Map<String, BigInteger> target) {
    module.registers().stream()
        .filter(r -> r.init() != null)
        .filter(which)
        .forEach(r -> target.put(r.name(), eval(r.init())));
  }

  /** An output in this cycle. */
  BigInteger output(String name) {
    return value(name);
  }

  private void begin(Map<String, BigInteger> inputs) {
    values.clear();
    values.putAll(registers);
    values.putAll(inputs);
  }

  private void clocked(
      List<Stmt> body,
      Map<String, BigInteger> next,
      Map<BigInteger[], Map<Integer, BigInteger>> stores) {
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a -> next.put(a.target(), eval(a.value()));
        case Stmt.Store w -> {
          var words = memories.get(w.memory());
          int address = eval(w.address()).intValueExact();
          var changes = stores.computeIfAbsent(words, _ -> new HashMap<>());
          if (address < words.length) {
            BigInteger mask = BigInteger.ONE.shiftLeft(w.data().width()).subtract(BigInteger.ONE);
            BigInteger kept =
                changes.getOrDefault(address, words[address]).andNot(mask.shiftLeft(w.lo()));
            changes.put(address, kept.or(eval(w.data()).shiftLeft(w.lo())));
          }
        }
        case Stmt.Check _, Stmt.Print _ -> {}
        case Stmt.If i -> clocked(branch(i), next, stores);
        case Stmt.Case c -> clocked(arm(c), next, stores);
      }
    }
  }

  private BigInteger value(String name) {
    BigInteger known = values.get(name);
    if (known == null) {
      known = nets.containsKey(name) ? eval(nets.get(name)) : run(processes.get(name).body(), null);
      values.put(name, known);
    }
    return known;
  }

  /**
   * The value that statements leave in their one target, {@code before} if they do not touch it.
   */
  private BigInteger run(List<Stmt> body, BigInteger before) {
    BigInteger value = before;
    for (Stmt s : body) {
      value =
          switch (s) {
            case Stmt.Assign a -> eval(a.value());
            case Stmt.If i -> run(branch(i), value);
            case Stmt.Case c -> run(arm(c), value);
            case Stmt.Store _, Stmt.Check _, Stmt.Print _ ->
                throw new IllegalStateException(s.toString());
          };
    }
    return value;
  }

  private List<Stmt> branch(Stmt.If i) {
    return isTrue(i.condition()) ? i.yes() : i.no();
  }

  private List<Stmt> arm(Stmt.Case c) {
    BigInteger subject = eval(c.subject());
    return c.arms().stream()
        .filter(a -> a.value().value().equals(subject))
        .findFirst()
        .map(Stmt.Arm::body)
        .orElse(c.otherwise());
  }

  private boolean isTrue(Expr e) {
    same(1, e.width(), e);
    return eval(e).signum() != 0;
  }

  private BigInteger eval(Expr e) {
    return switch (e) {
      case Expr.Ref r -> value(r.name());
      case Expr.Const c -> bits(c.value(), c.width());
      case Expr.Unary u -> unary(u);
      case Expr.Binary b -> binary(b);
      case Expr.Mux m -> {
        same(m.yes().width(), m.no().width(), m);
        yield isTrue(m.condition()) ? eval(m.yes()) : eval(m.no());
      }
      case Expr.Slice s -> bits(eval(s.base()).shiftRight(s.lo()), s.width());
      case Expr.Concat c -> {
        BigInteger all = BigInteger.ZERO;
        for (Expr part : c.parts()) {
          all = all.shiftLeft(part.width()).or(eval(part));
        }
        yield all;
      }
      case Expr.Extend x -> bits(number(x.arg()), x.width());
      case Expr.Cast c -> eval(c.arg());
      case Expr.Load l -> memories.get(l.memory())[eval(l.address()).intValueExact()];
    };
  }

  private BigInteger unary(Expr.Unary u) {
    BigInteger a = eval(u.arg());
    int ones = a.bitCount();
    return switch (u.op()) {
      case NOT -> bits(a.not(), u.width());
      case REDUCE_AND -> bit(ones == u.arg().width());
      case REDUCE_OR -> bit(ones > 0);
      case REDUCE_XOR -> bit(ones % 2 == 1);
    };
  }

  private BigInteger binary(Expr.Binary b) {
    checkWidths(b);
    BigInteger left = number(b.left());
    BigInteger right = number(b.right());
    return switch (b.op()) {
      case ADD -> bits(left.add(right), b.width());
      case SUB -> bits(left.subtract(right), b.width());
      case MUL -> bits(left.multiply(right), b.width());
      case AND -> bits(left.and(right), b.width());
      case OR -> bits(left.or(right), b.width());
      case XOR -> bits(left.xor(right), b.width());
      case EQ -> bit(left.equals(right));
      case NE -> bit(!left.equals(right));
      case LT -> bit(left.compareTo(right) < 0);
      case LE -> bit(left.compareTo(right) <= 0);
      case SHL -> bits(left.shiftLeft(amount(right, b.width())), b.width());
      case SHR -> bits(left.shiftRight(amount(right, b.width())), b.width());
    };
  }

  private static void checkWidths(Expr.Binary b) {
    switch (b.op()) {
      case ADD, SUB, AND, OR, XOR -> {
        same(b.width(), b.left().width(), b);
        same(b.width(), b.right().width(), b);
      }
      case MUL -> same(b.width(), b.left().width() + b.right().width(), b);
      case EQ, NE, LT, LE -> same(b.left().width(), b.right().width(), b);
      case SHL, SHR -> same(b.width(), b.left().width(), b);
    }
  }

  private static void same(int expected, int width, Expr e) {
    if (expected != width) {
      throw new IllegalStateException("%d bits where %d belong: %s".formatted(width, expected, e));
    }
  }

  /** A shift by the width or more shifts everything out. */
  private static int amount(BigInteger n, int width) {
    return n.min(BigInteger.valueOf(width)).intValueExact();
  }

  /** The number that {@code e} stands for, negative if it is signed and its top bit is 1. */
  private BigInteger number(Expr e) {
    BigInteger v = eval(e);
    boolean negative = e.signed() && v.testBit(e.width() - 1);
    return negative ? v.subtract(BigInteger.ONE.shiftLeft(e.width())) : v;
  }

  private static BigInteger bit(boolean b) {
    return b ? BigInteger.ONE : BigInteger.ZERO;
  }

  private static BigInteger bits(BigInteger v, int width) {
    return v.mod(BigInteger.ONE.shiftLeft(width));
  }
}
