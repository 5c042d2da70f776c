package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Parameter;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.rtl.read.VerilogParser.BindingContext;
import chorale.rtl.read.VerilogParser.InstanceItemContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/** Reads instances, of modules that have been read before. */
final class InstanceReader {
  /** The modules that may be instantiated. */
  interface Children {
    /** The module of that instance. */
    ModuleIr of(InstanceItemContext instance, List<Parameter> parameters);

    /** Whether the module of that instance is one of others. */
    boolean isForeign(InstanceItemContext instance);
  }

  private final Source source;
  private final Scope scope;
  private final ExprReader exprs;
  private final Comments comments;
  private final Children modules;

  InstanceReader(
      Source source, Scope scope, ExprReader exprs, Comments comments, Children modules) {
    this.source = source;
    this.scope = scope;
    this.exprs = exprs;
    this.comments = comments;
    this.modules = modules;
  }

  /** Drives the nets of its outputs. */
  Instance read(InstanceItemContext i) {
    Token name = i.instance;
    var parameters = new ArrayList<Parameter>();
    for (BindingContext b : i.binding()) {
      parameters.add(new Parameter(b.ID().getText(), exprs.plain(b.expr())));
    }
    ModuleIr child = modules.of(i, parameters);
    var inputs = new ArrayList<Binding>();
    var outputs = new ArrayList<Binding>();
    Map<String, Port> open = new HashMap<>();
    child.ports().forEach(p -> open.put(p.name(), p));
    for (BindingContext b : i.ports().binding()) {
      Port port = open.remove(b.ID().getText());
      if (port == null) {
        throw source.failure(
            b.ID().getSymbol(), "%s has no port %s left".formatted(child.name(), b.ID().getText()));
      }
      var like = new Expr.Ref(port.name(), port.width(), port.signed());
      Expr value = exprs.assigned(b.expr(), like);
      if (!port.input() && !(value instanceof Expr.Ref)) {
        throw source.failure(b.expr().start, "an output drives a net");
      }
      if (!port.input()) {
        scope.drive(b.expr().start);
      }
      (port.input() ? inputs : outputs).add(new Binding(port.name(), value));
    }
    boolean foreign = modules.isForeign(i);
    for (Port p : child.ports()) {
      if (open.containsKey(p.name()) && (p.input() || !foreign)) {
        throw source.failure(name, "port %s of %s is left open".formatted(p.name(), child.name()));
      }
    }
    return new Instance(
        name.getText(), child.name(), parameters, inputs, outputs, comments.place(i.start));
  }
}
