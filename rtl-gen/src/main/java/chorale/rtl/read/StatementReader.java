package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import chorale.rtl.read.VerilogParser.ArmContext;
import chorale.rtl.read.VerilogParser.AssignmentContext;
import chorale.rtl.read.VerilogParser.BlockContext;
import chorale.rtl.read.VerilogParser.BranchContext;
import chorale.rtl.read.VerilogParser.CaseStatementContext;
import chorale.rtl.read.VerilogParser.CheckStatementContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import chorale.rtl.read.VerilogParser.IfStatementContext;
import chorale.rtl.read.VerilogParser.OperandContext;
import chorale.rtl.read.VerilogParser.ParenthesisContext;
import chorale.rtl.read.VerilogParser.PrefixContext;
import chorale.rtl.read.VerilogParser.PrintStatementContext;
import chorale.rtl.read.VerilogParser.StatementContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Turns the statements of one {@code always} block into IR. */
final class StatementReader {
  private final Source source;
  private final Scope scope;
  private final ExprReader exprs;
  private final Comments comments;
  private final Set<String> targets;
  private final String assign;
  private final Map<String, Integer> ports;

  /**
   * {@code targets}: what may be assigned; {@code assign}: by which operator; {@code ports}: by
   * which port a memory is written.
   */
  StatementReader(
      Source source,
      Scope scope,
      ExprReader exprs,
      Comments comments,
      Set<String> targets,
      String assign,
      Map<String, Integer> ports) {
    this.source = source;
    this.scope = scope;
    this.exprs = exprs;
    this.comments = comments;
    this.targets = targets;
    this.assign = assign;
    this.ports = ports;
  }

  List<Stmt> block(BlockContext block) {
    requireNoLocals(source, block);
    return statements(block.statement());
  }

  static void requireNoLocals(Source source, BlockContext block) {
    if (!block.local().isEmpty()) {
      throw source.failure(block.local(0).start, "a variable cannot be declared here");
    }
  }

  List<Stmt> statements(List<StatementContext> list) {
    return list.stream().map(this::statement).toList();
  }

  private Stmt statement(StatementContext s) {
    return switch (s) {
      case AssignmentContext a -> assignment(a);
      case IfStatementContext i -> branch(i.branch(), i.start);
      case CaseStatementContext c -> select(c);
      case CheckStatementContext c -> check(c);
      case PrintStatementContext p -> print(p);
      default -> throw source.failure(s.start, "expected a statement");
    };
  }

  private Stmt assignment(AssignmentContext a) {
    Token name = a.start;
    Place place = comments.place(name);
    if (!a.op.getText().equals(assign)) {
      throw source.failure(a.op, "expected '" + assign + "'");
    }
    if (!targets.contains(name.getText())) {
      throw source.failure(name, name.getText() + " cannot be assigned here");
    }
    Memory memory = scope.memory(name.getText());
    if (memory == null && a.address != null) {
      throw source.failure(name, name.getText() + " is no memory");
    }
    if (memory == null) {
      Expr.Ref target = scope.target(name);
      return new Stmt.Assign(target.name(), exprs.assigned(a.data, target), place);
    }
    if (a.address == null) {
      throw source.failure(name, name.getText() + " is a memory: expected [ and an address");
    }
    int lo = 0;
    int hi = memory.width() - 1;
    if (a.lane() != null) {
      hi = scope.index(a.lane().expr(0));
      lo = a.lane().expr().size() == 1 ? hi : scope.index(a.lane().expr(1));
      if (lo > hi || hi >= memory.width()) {
        throw source.failure(a.lane().start, "expected bits of a word, the higher first");
      }
    }
    var word = new Expr.Ref(memory.name(), hi - lo + 1, false);
    Expr address = exprs.value(a.address);
    int port = ports.getOrDefault(memory.name(), 0);
    return new Stmt.Store(memory.name(), port, address, lo, exprs.assigned(a.data, word), place);
  }

  private Stmt check(CheckStatementContext c) {
    Stmt.Kind kind =
        switch (c.MACRO().getText()) {
          case "`CHORALE_ASSERT" -> Stmt.Kind.ASSERT;
          case "`CHORALE_ASSUME" -> Stmt.Kind.ASSUME;
          case "`CHORALE_COVER" -> Stmt.Kind.COVER;
          default -> throw source.failure(c.start, "expected a check");
        };
    Place place = comments.place(c.start);
    String text = text(c.STRING().getText());
    String begin = place + ": ";
    String message = text.startsWith(begin) ? text.substring(begin.length()) : text;
    return new Stmt.Check(kind, exprs.condition(c.expr()), message, place);
  }

  private Stmt print(PrintStatementContext p) {
    if (!p.MACRO().getText().equals("`CHORALE_PRINT")) {
      throw source.failure(p.start, "expected CHORALE_PRINT");
    }
    var arguments = p.expr().stream().map(exprs::value).toList();
    return new Stmt.Print(text(p.STRING().getText()), arguments, comments.place(p.start));
  }

  /** What a string of Verilog stands for. */
  private static String text(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  /** {@code line}: the first token of the branch's line, the {@code end} of the branch before. */
  private Stmt branch(BranchContext b, Token line) {
    Place place = comments.place(line);
    ExprContext negated = negated(b.expr());
    Expr condition = exprs.condition(negated == null ? b.expr() : negated);
    List<Stmt> yes = block(b.yes);
    List<Stmt> no = List.of();
    if (b.branch() != null) {
      no = List.of(branch(b.branch(), b.yes.stop));
    } else if (b.no != null) {
      no = block(b.no);
    }
    if (negated == null) {
      return new Stmt.If(condition, yes, no, place);
    }
    if (!no.isEmpty()) {
      throw source.failure(b.expr().start, "a negated condition takes no else");
    }
    return new Stmt.If(condition, List.of(), yes, place);
  }

  /** {@code x} if the condition is {@code !(x)}, else null. */
  private static ExprContext negated(ExprContext e) {
    return e instanceof PrefixContext p
            && p.op.getText().equals("!")
            && p.expr() instanceof OperandContext o
            && o.primary() instanceof ParenthesisContext x
        ? x.expr()
        : null;
  }

  private Stmt select(CaseStatementContext c) {
    Place place = comments.place(c.start);
    Expr subject = exprs.value(c.expr());
    var arms = new ArrayList<Stmt.Arm>();
    List<Stmt> otherwise = List.of();
    boolean full = false;
    for (int i = 0; i < c.arm().size(); i++) {
      ArmContext arm = c.arm(i);
      if (arm.expr() != null) {
        arms.add(new Stmt.Arm(exprs.constant(arm.expr(), subject), block(arm.block())));
        continue;
      }
      if (i < c.arm().size() - 1) {
        throw source.failure(arm.start, "expected default as the last arm");
      }
      String label = comments.behind(arm.block().start);
      Expr.Const value = label == null ? null : label(label.strip(), subject);
      if (value == null) {
        otherwise = block(arm.block());
      } else {
        full = true;
        arms.add(new Stmt.Arm(value, block(arm.block())));
      }
    }
    return new Stmt.Case(subject, arms, otherwise, full, place);
  }

  /** The constant that a comment names, or null if it names none. */
  private Expr.Const label(String label, Expr subject) {
    if (scope.constant(label) != null) {
      return scope.constant(label);
    }
    if (label.matches("[A-Za-z_]\\w*")) {
      // A constant that stands nowhere else has no localparam, and the text does not tell its
      // value.
      return new Expr.Const(BigInteger.ZERO, subject.width(), subject.signed(), label);
    }
    var text = new Source(source.name, label);
    try {
      return new ExprReader(text, scope).constant(text.parser.expr(), subject);
    } catch (VerilogSyntaxException _) {
      return null; // any other comment
    }
  }
}
