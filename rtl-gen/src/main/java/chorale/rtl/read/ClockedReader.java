package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Reset;
import chorale.hdl.ir.Stmt;
import chorale.rtl.Checks;
import chorale.rtl.read.VerilogParser.AlwaysItemContext;
import chorale.rtl.read.VerilogParser.AssignmentContext;
import chorale.rtl.read.VerilogParser.BlockContext;
import chorale.rtl.read.VerilogParser.BranchContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import chorale.rtl.read.VerilogParser.IfStatementContext;
import chorale.rtl.read.VerilogParser.LocalContext;
import chorale.rtl.read.VerilogParser.PrefixContext;
import chorale.rtl.read.VerilogParser.StatementContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/**
 * Reads clocked processes: local variables, what happens at the edge of a clock, and the values
 * that a reset gives to registers.
 */
final class ClockedReader {
  private final Source source;
  private final Scope scope;
  private final ExprReader exprs;
  private final Comments comments;
  private final NetReader nets;
  private final MemoryReader memories;
  private final DomainTable domains;

  /** Registers and memories. */
  private final Set<String> state;

  /** By register, its value after reset. */
  private final Map<String, Expr.Const> inits = new HashMap<>();

  private final Set<String> locals = new HashSet<>();

  ClockedReader(
      Source source,
      Scope scope,
      ExprReader exprs,
      Comments comments,
      NetReader nets,
      MemoryReader memories,
      DomainTable domains,
      Set<String> state) {
    this.source = source;
    this.scope = scope;
    this.exprs = exprs;
    this.comments = comments;
    this.nets = nets;
    this.memories = memories;
    this.domains = domains;
    this.state = state;
  }

  /** A register's value after reset, or null if it is not reset. */
  Expr.Const init(String register) {
    return inits.get(register);
  }

  void read(AlwaysItemContext a) {
    String clock = scope.target(a.always().clock).name();
    var reader =
        new StatementReader(source, scope, exprs, comments, state, "<=", memories.ports(a));
    List<StatementContext> statements = behindLocals(a.block());
    BranchContext guard = guard(a.block());
    if (guard != null) {
      boolean low = !(guard.expr() instanceof PrefixContext);
      var kind = low ? Reset.SYNC_LOW : Reset.SYNC;
      String signal = low ? guard.expr().getText() : guard.expr().getText().substring(1);
      domains.add(domains.domain(clock, signal, kind, true), reader.block(guard.yes));
      return;
    }
    BranchContext reset = statements.isEmpty() ? null : reset(statements.getLast());
    boolean isTest = reset != null && statements.size() == 1 && a.block().local().isEmpty();
    if (a.always().acts != null && !isTest) {
      throw source.failure(a.always().acts, "expected a test of the reset, and nothing else");
    }
    if (reset == null) {
      domains.add(domains.domain(clock), body(reader, statements));
      return;
    }
    resetting(a, clock, reset, reader, statements.subList(0, statements.size() - 1));
  }

  /** Reads the local variables of a block; the statements behind those that compute them. */
  private List<StatementContext> behindLocals(BlockContext block) {
    if (block.name != null) {
      scope.claim(block.name);
    }
    for (LocalContext l : block.local()) {
      nets.declareDriven(l.declared());
      locals.add(l.declared().ID().getText());
    }
    return behindLocals(block.statement());
  }

  private List<StatementContext> behindLocals(List<StatementContext> statements) {
    int done = 0;
    while (done < statements.size()
        && statements.get(done) instanceof AssignmentContext a
        && a.address == null
        && a.op.getText().equals("=")
        && locals.contains(a.start.getText())) {
      nets.net(a.start, a.data, a.start);
      done++;
    }
    return statements.subList(done, statements.size());
  }

  /** What a block does; if all of it stands under one condition, local variables may too. */
  private List<Stmt> body(StatementReader reader, List<StatementContext> statements) {
    if (statements.size() == 1
        && statements.getFirst() instanceof IfStatementContext i
        && i.branch().no == null
        && i.branch().branch() == null
        && !i.branch().yes.statement().isEmpty()) {
      List<StatementContext> all = i.branch().yes.statement();
      List<StatementContext> behind = behindLocals(all);
      if (behind.size() < all.size()) {
        Expr condition = exprs.condition(i.branch().expr());
        StatementReader.requireNoLocals(source, i.branch().yes);
        return List.of(
            new Stmt.If(condition, reader.statements(behind), List.of(), comments.place(i.start)));
      }
    }
    return reader.statements(statements);
  }

  private void resetting(
      AlwaysItemContext a,
      String clock,
      BranchContext reset,
      StatementReader reader,
      List<StatementContext> free) {
    boolean low = reset.expr() instanceof PrefixContext;
    String signal = low ? reset.expr().getText().substring(1) : reset.expr().getText();
    if (a.always().acts != null
        && (!a.always().acts.getText().equals(signal)
            || a.always().edge.getText().equals("negedge") != low)) {
      throw source.failure(a.always().acts, "expected the edge of the reset that is tested");
    }
    Reset kind =
        a.always().acts == null
            ? low ? Reset.SYNC_LOW : Reset.SYNC
            : low ? Reset.ASYNC_LOW : Reset.ASYNC;
    var body = domains.domain(clock, signal, kind, false);
    domains.add(body, body(reader, free));
    StatementReader.requireNoLocals(source, reset.yes);
    for (var s : reset.yes.statement()) {
      if (!(s instanceof AssignmentContext init)
          || init.address != null
          || !init.op.getText().equals("<=")
          || !state.contains(init.start.getText())
          || inits.containsKey(init.start.getText())) {
        throw source.failure(s.start, "expected a register and its value after reset");
      }
      Expr.Ref register = scope.target(init.start);
      inits.put(register.name(), exprs.constant(init.data, register));
      domains.put(register.name(), body);
    }
    if (reset.no != null && a.always().acts == null) {
      throw source.failure(reset.no.start, "expected nothing behind a synchronous reset");
    }
    if (reset.no != null) {
      domains.add(body, body(reader, behindLocals(reset.no)));
    }
  }

  /** The test of the reset that the statement is, or null. */
  private BranchContext reset(StatementContext s) {
    if (!(s instanceof IfStatementContext i) || i.branch().branch() != null) {
      return null;
    }
    ExprContext test = i.branch().expr();
    if (test instanceof PrefixContext p && p.op.getText().equals("!")) {
      test = p.expr();
    }
    Expr.Ref signal = scope.signal(test.getText());
    boolean named =
        signal != null
            && (ModuleIr.isImplicit(signal.name())
                || Checks.RESET_NOTE.equals(comments.behind(i.branch().yes.start)));
    return named ? i.branch() : null;
  }

  /** The test, which a block of checks begins with, that there is no reset, or null. */
  private static BranchContext guard(BlockContext block) {
    if (block.statement().size() != 1
        || !(block.statement(0) instanceof IfStatementContext i)
        || i.branch().no != null
        || i.branch().branch() != null) {
      return null;
    }
    return onlyChecks(i.branch().yes) ? i.branch() : null;
  }

  private static boolean onlyChecks(ParserRuleContext c) {
    return BlockSearch.firstTarget(c) == null && BlockSearch.hasCheck(c);
  }
}
