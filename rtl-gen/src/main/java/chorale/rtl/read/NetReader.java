package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.rtl.read.VerilogParser.DeclaredContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/** Reads a module's nets, and sees to it that each is driven. */
final class NetReader {
  private final Scope scope;
  private final ExprReader exprs;
  private final Comments comments;
  private final List<Net> nets = new ArrayList<>();

  /** What is declared and must have a driver in the end. */
  private final Map<String, Token> undriven = new HashMap<>();

  NetReader(Scope scope, ExprReader exprs, Comments comments) {
    this.scope = scope;
    this.exprs = exprs;
    this.comments = comments;
  }

  /** The nets, if each that was declared has a driver. */
  List<Net> all() {
    undriven.values().forEach(scope::requireDriver);
    return nets;
  }

  /** A signal that something drives, nets or another. */
  Expr.Ref declare(DeclaredContext d) {
    scope.signal(d.ID().getSymbol(), scope.width(d.range()), d.sign != null);
    return scope.signal(d.ID().getText());
  }

  /** A signal that must have a driver. */
  Expr.Ref declareDriven(DeclaredContext d) {
    undriven.put(d.ID().getText(), d.ID().getSymbol());
    return declare(d);
  }

  /** Forgets that a signal must have a driver. */
  void excuse(DeclaredContext d) {
    undriven.remove(d.ID().getText());
  }

  /** Drives a net; the line is where it is from. */
  void net(Token name, ExprContext value, Token line) {
    Expr.Ref target = scope.drive(name);
    nets.add(new Net(target.name(), exprs.assigned(value, target), comments.place(line)));
  }
}
