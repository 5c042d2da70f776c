package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which bits of a module's signals are read, where, and which constants it uses. */
final class Reads {
  private final Map<String, BitSet> read = new HashMap<>();
  private final Map<String, Integer> declared = new LinkedHashMap<>();
  private final List<Expr.Const> constants = new ArrayList<>();
  private final Set<String> takingBits = new HashSet<>();
  private boolean takesBits;

  Reads(ModuleIr m) {
    for (ModuleIr.Port p : m.ports()) {
      if (p.input()) {
        declared.put(p.name(), p.width());
      }
    }
    for (ModuleIr.Register r : m.registers()) {
      declared.put(r.name(), r.width());
    }
    for (ModuleIr.Instance i : m.instances()) {
      for (ModuleIr.Binding b : i.outputs()) {
        declared.put(((Expr.Ref) b.value()).name(), b.value().width());
      }
      for (ModuleIr.Binding b : i.inputs()) {
        expression(b.value());
      }
    }
    for (ModuleIr.Net n : m.nets()) {
      declared.put(n.name(), n.value().width());
      expression(n.value());
    }
    for (ModuleIr.Process p : m.processes()) {
      declared.put(p.target(), p.width());
      takesBits = false;
      statements(p.body());
      if (takesBits) {
        takingBits.add(p.target());
      }
    }
    for (int n = 0; n < m.domains().size(); n++) {
      ModuleIr.Domain d = m.domains().get(n);
      boolean resets = false;
      for (ModuleIr.Register r : m.registers()) {
        resets |= r.domain() == n && r.init() != null;
      }
      if (resets || !d.clocked().isEmpty()) {
        bits(new Expr.Ref(d.clock(), 1, false)).set(0);
      }
      if (resets || Checks.anyIn(d.clocked())) {
        bits(new Expr.Ref(d.reset(), 1, false)).set(0);
      }
      statements(d.clocked());
    }
    for (ModuleIr.Port p : m.ports()) {
      if (!p.input()) {
        declared.remove(p.name());
      }
    }
  }

  List<Expr.Const> constants() {
    return constants;
  }

  Set<String> declared() {
    return declared.keySet();
  }

  /** Whether the text of a process takes constant bits of a signal, {@code s[3]}. */
  boolean takesBits(ModuleIr.Process p) {
    return takingBits.contains(p.target());
  }

  /** Whether every bit of a signal is read. */
  boolean isWholeRead(String name) {
    BitSet bits = read.get(name);
    return bits != null && bits.cardinality() == declared.get(name);
  }

  /** Signals, or ranges of them, that nothing reads. */
  List<String> unread() {
    var result = new ArrayList<String>();
    for (var signal : declared.entrySet()) {
      String name = signal.getKey();
      int width = signal.getValue();
      BitSet bits = read.get(name);
      if (bits == null) {
        result.add(name);
        continue;
      }
      int lo = bits.nextClearBit(0);
      while (lo < width) {
        int next = bits.nextSetBit(lo);
        int hi = (next < 0 ? width : next) - 1;
        result.add(name + ExprText.range(hi, lo));
        lo = bits.nextClearBit(hi + 1);
      }
    }
    return result;
  }

  private void expression(Expr e) {
    switch (e) {
      case Expr.Ref r -> bits(r).set(0, r.width());
      case Expr.Slice s -> {
        bits(s.base()).set(s.lo(), s.hi() + 1);
        takesBits = true;
      }
      case Expr.Const c -> constants.add(c);
      default -> {
        takesBits |= e instanceof Expr.Extend x && x.signed(); // its sign
        expressions(e.operands());
      }
    }
  }

  private BitSet bits(Expr.Ref r) {
    return read.computeIfAbsent(r.name(), _ -> new BitSet());
  }

  private void expressions(List<Expr> list) {
    for (Expr e : list) {
      expression(e);
    }
  }

  private void statements(List<Stmt> body) {
    for (Stmt s : body) {
      statement(s);
    }
  }

  private void statement(Stmt s) {
    switch (s) {
      case Stmt.Assign a -> expression(a.value());
      case Stmt.Store w -> {
        expression(w.address());
        expression(w.data());
      }
      case Stmt.Check c -> expression(c.condition());
      case Stmt.Print p -> expressions(p.arguments());
      case Stmt.If i -> {
        expression(i.condition());
        statements(i.yes());
        statements(i.no());
      }
      case Stmt.Case c -> {
        expression(c.subject());
        for (int i = 0; i < c.arms().size(); i++) {
          Stmt.Arm arm = c.arms().get(i);
          if (!c.lastIsDefault() || i < c.arms().size() - 1) {
            constants.add(arm.value()); // the last arm of a full case is written as its default
          }
          statements(arm.body());
        }
        statements(c.otherwise());
      }
    }
  }
}
