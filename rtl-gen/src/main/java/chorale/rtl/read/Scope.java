package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.rtl.read.VerilogParser.RangeContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** What the names of one module stand for, and which of them are driven. */
final class Scope {
  private final Source source;
  private final Set<String> names = new HashSet<>();
  private final Set<String> driven = new HashSet<>();
  private final Map<String, Expr.Ref> signals = new HashMap<>();
  private final Map<String, Memory> memories = new HashMap<>();
  private final Map<String, Expr.Const> constants = new HashMap<>();

  Scope(Source source) {
    this.source = source;
  }

  void signal(Token name, int width, boolean signed) {
    claim(name);
    signals.put(name.getText(), new Expr.Ref(name.getText(), width, signed));
  }

  void memory(Token name, Memory memory) {
    claim(name);
    memories.put(name.getText(), memory);
  }

  void constant(Token name, Expr.Const value) {
    claim(name);
    constants.put(name.getText(), value);
  }

  /** Marks a name as used, for an instance or one of the above. */
  void claim(Token name) {
    if (!names.add(name.getText())) {
      throw source.failure(name, name.getText() + " is declared twice");
    }
  }

  /** The signal of that name, or null. */
  Expr.Ref signal(String name) {
    return signals.get(name);
  }

  Memory memory(String name) {
    return memories.get(name);
  }

  Expr.Const constant(String name) {
    return constants.get(name);
  }

  /** The signal of that name; fails if there is none. */
  Expr.Ref target(Token name) {
    Expr.Ref signal = signals.get(name.getText());
    if (signal == null) {
      throw source.failure(name, name.getText() + " is no signal of this module");
    }
    return signal;
  }

  /** Like {@link #target}; fails if it has a driver already. */
  Expr.Ref drive(Token name) {
    Expr.Ref signal = target(name);
    if (!driven.add(name.getText())) {
      throw source.failure(name, name.getText() + " is driven twice");
    }
    return signal;
  }

  void requireDriver(Token name) {
    if (!driven.contains(name.getText())) {
      throw source.failure(name, name.getText() + " has no driver");
    }
  }

  /** Bits of {@code [n:0]}; 1 if there is no range. */
  int width(RangeContext range) {
    if (range == null) {
      return 1;
    }
    if (index(range.expr(1)) != 0) {
      throw source.failure(range.expr(1).start, "expected a range down to 0");
    }
    return index(range.expr(0)) + 1;
  }

  /** Words of {@code [0:n]}. */
  int depth(RangeContext range) {
    if (index(range.expr(0)) != 0) {
      throw source.failure(range.expr(0).start, "expected a range from 0");
    }
    return index(range.expr(1)) + 1;
  }

  /** A plain number, as it stands in a range. */
  int index(VerilogParser.ExprContext e) {
    if (e instanceof VerilogParser.OperandContext o
        && o.primary() instanceof VerilogParser.NumberContext n) {
      Literal literal = Literal.of(source, n.start);
      if (literal.width() == 0 && literal.value().bitLength() <= 30) {
        return literal.value().intValue();
      }
    }
    throw source.failure(e.start, "expected a plain number below 2^30");
  }
}
