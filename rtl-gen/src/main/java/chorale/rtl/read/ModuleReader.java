package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import chorale.rtl.Checks;
import chorale.rtl.read.VerilogParser.AlwaysItemContext;
import chorale.rtl.read.VerilogParser.AssignItemContext;
import chorale.rtl.read.VerilogParser.BlockContext;
import chorale.rtl.read.VerilogParser.ConstantItemContext;
import chorale.rtl.read.VerilogParser.DeclaredContext;
import chorale.rtl.read.VerilogParser.DesignModuleContext;
import chorale.rtl.read.VerilogParser.InitialItemContext;
import chorale.rtl.read.VerilogParser.InstanceItemContext;
import chorale.rtl.read.VerilogParser.ItemContext;
import chorale.rtl.read.VerilogParser.PortContext;
import chorale.rtl.read.VerilogParser.RegItemContext;
import chorale.rtl.read.VerilogParser.WireItemContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Turns one module's parse tree into IR; the modules that it instantiates are read before. */
final class ModuleReader {
  private final Source source;
  private final DesignModuleContext tree;
  private final Comments comments;
  private final Scope scope;
  private final ExprReader exprs;
  private final Place origin;
  private final NetReader nets;
  private final MemoryReader memories;
  private final InstanceReader instanceReader;
  private final DomainTable domains = new DomainTable();
  private final ClockedReader clocked;

  private final List<Port> ports = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  /** Registers and signals of processes, as declared. */
  private final Map<String, DeclaredContext> variables = new LinkedHashMap<>();

  /** Registers and memories. */
  private final Set<String> state = new HashSet<>();

  ModuleReader(
      Source source, DesignModuleContext tree, Comments comments, InstanceReader.Children modules) {
    this.source = source;
    this.tree = tree;
    this.comments = comments;
    scope = new Scope(source);
    exprs = new ExprReader(source, scope);
    origin = comments.origin(tree.start, tree.ID().getText());
    nets = new NetReader(scope, exprs, comments);
    memories = new MemoryReader(source, scope, exprs, comments);
    instanceReader = new InstanceReader(source, scope, exprs, comments, modules);
    clocked = new ClockedReader(source, scope, exprs, comments, nets, memories, domains, state);
  }

  ModuleIr read() {
    tree.port().forEach(this::port);
    tree.item().forEach(this::declare);
    Set<String> combinational = new HashSet<>();
    for (ItemContext item : tree.item()) {
      if (item instanceof AlwaysItemContext a && a.always().clock == null) {
        combinational.add(target(a.block()).getText());
      }
    }
    variables.keySet().stream().filter(v -> !combinational.contains(v)).forEach(state::add);
    List<ItemContext> items = tree.item();
    items = isSink(items) ? items.subList(0, items.size() - 1) : items;
    items.forEach(this::item);
    List<Net> driven = nets.all();
    String name = tree.ID().getText();
    return new ModuleIr(
        name,
        origin,
        comments.doc(tree.start, name),
        ports,
        domains.all(),
        registers(),
        memories.all(),
        instances,
        driven,
        processes);
  }

  private static boolean isKeyword(ParserRuleContext c, int child, String keyword) {
    return c.getChild(child).getText().equals(keyword);
  }

  private void port(PortContext p) {
    Token name = p.declared().ID().getSymbol();
    boolean input = isKeyword(p, 0, "input");
    if (input && isKeyword(p, 1, "reg")) {
      throw source.failure(p.start, "an input cannot be a reg");
    }
    boolean implicit = ModuleIr.isImplicit(name.getText());
    Expr.Ref signal = input ? nets.declare(p.declared()) : nets.declareDriven(p.declared());
    Place place = implicit ? origin : comments.place(p.start);
    ports.add(new Port(signal.name(), input, signal.width(), signal.signed(), place));
    if (input) {
      scope.drive(name);
    }
  }

  private void declare(ItemContext item) {
    switch (item) {
      case ConstantItemContext c -> {
        DeclaredContext d = c.declared();
        String name = d.ID().getText();
        var like = new Expr.Ref(name, scope.width(d.range()), d.sign != null);
        Expr.Const v = exprs.constant(c.expr(), like);
        scope.constant(d.ID().getSymbol(), new Expr.Const(v.value(), v.width(), v.signed(), name));
      }
      case RegItemContext r when r.range() != null -> {
        memories.declare(r);
        state.add(r.declared().ID().getText());
      }
      case RegItemContext r -> {
        nets.declare(r.declared());
        variables.put(r.declared().ID().getText(), r.declared());
      }
      case WireItemContext w -> nets.declareDriven(w.declared());
      case InstanceItemContext i -> scope.claim(i.instance);
      default -> {}
    }
  }

  /** The signal that a process drives: that of its first assignment. */
  private Token target(BlockContext block) {
    Token found = BlockSearch.firstTarget(block);
    if (found == null) {
      throw source.failure(block.start, "a process that drives nothing");
    }
    return found;
  }

  /** Chorale's last line in a module that leaves something unread; no other net can be the last. */
  private boolean isSink(List<ItemContext> items) {
    boolean sink =
        !items.isEmpty()
            && items.getLast() instanceof WireItemContext w
            && w.expr() != null
            && w.declared().ID().getText().matches("(unused_)*unused")
            && w.expr().getText().startsWith("&{1'b0,");
    if (sink) {
      nets.excuse(((WireItemContext) items.getLast()).declared());
    }
    return sink;
  }

  private void item(ItemContext item) {
    switch (item) {
      case WireItemContext w when w.expr() != null ->
          nets.net(w.declared().ID().getSymbol(), w.expr(), w.start);
      case AssignItemContext a -> nets.net(a.ID().getSymbol(), a.expr(), a.start);
      case InstanceItemContext i -> instances.add(instanceReader.read(i));
      case AlwaysItemContext a when a.always().clock == null -> process(a);
      case AlwaysItemContext a -> clocked.read(a);
      case InitialItemContext i -> memories.contents(i);
      default -> {}
    }
  }

  private void process(AlwaysItemContext a) {
    if (a.always().flops != null) {
      throw source.failure(a.start, "expected the edge of a clock behind always_ff");
    }
    Token name = target(a.block());
    Expr.Ref target = scope.drive(name);
    var reader =
        new StatementReader(source, scope, exprs, comments, Set.of(target.name()), "=", Map.of());
    List<Stmt> body = reader.block(a.block());
    DeclaredContext declared = variables.get(target.name());
    Place place = declared == null ? body.getFirst().place() : place(declared);
    processes.add(new Process(target.name(), target.width(), target.signed(), body, place));
  }

  private List<Register> registers() {
    return variables.values().stream()
        .filter(d -> state.contains(d.ID().getText()))
        .map(this::register)
        .toList();
  }

  private Register register(DeclaredContext d) {
    Expr.Ref r = scope.signal(d.ID().getText());
    int domain = domains.of(r.name());
    boolean crosses = MemoryReader.has((RegItemContext) d.getParent(), Checks.CROSSING);
    return new Register(
        r.name(), r.width(), r.signed(), clocked.init(r.name()), domain, crosses, place(d));
  }

  private Place place(DeclaredContext d) {
    return comments.place(d.getParent().start);
  }
}
