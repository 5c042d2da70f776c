package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Domain;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Parameter;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Reset;
import chorale.hdl.ir.Stmt;
import chorale.rtl.Checks;
import chorale.rtl.read.VerilogParser.AlwaysItemContext;
import chorale.rtl.read.VerilogParser.AssignItemContext;
import chorale.rtl.read.VerilogParser.AssignmentContext;
import chorale.rtl.read.VerilogParser.BindingContext;
import chorale.rtl.read.VerilogParser.BlockContext;
import chorale.rtl.read.VerilogParser.BranchContext;
import chorale.rtl.read.VerilogParser.CheckStatementContext;
import chorale.rtl.read.VerilogParser.ConstantItemContext;
import chorale.rtl.read.VerilogParser.DeclaredContext;
import chorale.rtl.read.VerilogParser.DesignModuleContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import chorale.rtl.read.VerilogParser.IfStatementContext;
import chorale.rtl.read.VerilogParser.InitialItemContext;
import chorale.rtl.read.VerilogParser.InstanceItemContext;
import chorale.rtl.read.VerilogParser.ItemContext;
import chorale.rtl.read.VerilogParser.LocalContext;
import chorale.rtl.read.VerilogParser.PortContext;
import chorale.rtl.read.VerilogParser.PrefixContext;
import chorale.rtl.read.VerilogParser.PrintStatementContext;
import chorale.rtl.read.VerilogParser.RegItemContext;
import chorale.rtl.read.VerilogParser.StatementContext;
import chorale.rtl.read.VerilogParser.WireItemContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Turns one module's parse tree into IR; the modules that it instantiates are read before. */
final class ModuleReader {
  /** The modules that may be instantiated. */
  interface Children {
    /** The module of that instance. */
    ModuleIr of(InstanceItemContext instance, List<Parameter> parameters);

    /** Whether the module of that instance is one of others. */
    boolean isForeign(InstanceItemContext instance);
  }

  private final Source source;
  private final DesignModuleContext tree;
  private final Comments comments;
  private final Children modules;
  private final Scope scope;
  private final ExprReader exprs;
  private final Place origin;

  private final List<Port> ports = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final List<Net> nets = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<Blocks> domains = new ArrayList<>();
  private final Map<String, Integer> domainOf = new HashMap<>();
  private final Map<String, Integer> storing = new HashMap<>();

  /** Registers and signals of processes, as declared. */
  private final Map<String, DeclaredContext> variables = new LinkedHashMap<>();

  private final Map<String, Token> undriven = new HashMap<>();
  private final Map<String, Expr.Const> inits = new HashMap<>();
  private final Set<String> state = new HashSet<>();
  private final Set<String> locals = new HashSet<>();

  ModuleReader(Source source, DesignModuleContext tree, Comments comments, Children modules) {
    this.source = source;
    this.tree = tree;
    this.comments = comments;
    this.modules = modules;
    this.scope = new Scope(source);
    this.exprs = new ExprReader(source, scope);
    this.origin = comments.origin(tree.start, tree.ID().getText());
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
    undriven.values().forEach(scope::requireDriver);
    String name = tree.ID().getText();
    return new ModuleIr(
        name,
        origin,
        comments.doc(tree.start, name),
        ports,
        domains.stream().map(Blocks::domain).toList(),
        registers(),
        memories,
        instances,
        nets,
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
    Expr.Ref signal = declare(p.declared());
    Place place = implicit ? origin : comments.place(p.start);
    ports.add(new Port(signal.name(), input, signal.width(), signal.signed(), place));
    if (input) {
      scope.drive(name);
    } else {
      undriven.put(signal.name(), name);
    }
  }

  private Expr.Ref declare(DeclaredContext d) {
    scope.signal(d.ID().getSymbol(), scope.width(d.range()), d.sign != null);
    return scope.signal(d.ID().getText());
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
        DeclaredContext d = r.declared();
        String name = d.ID().getText();
        int width = scope.width(d.range());
        var memory =
            new Memory(
                name,
                scope.depth(r.range()),
                width,
                List.of(),
                has(r, Checks.ANY_COLLISION),
                has(r, Checks.CROSSING),
                comments.place(r.start));
        scope.memory(d.ID().getSymbol(), memory);
        memories.add(memory);
        state.add(name);
      }
      case RegItemContext r -> {
        declare(r.declared());
        variables.put(r.declared().ID().getText(), r.declared());
      }
      case WireItemContext w -> {
        declare(w.declared());
        undriven.put(w.declared().ID().getText(), w.declared().ID().getSymbol());
      }
      case InstanceItemContext i -> scope.claim(i.instance);
      default -> {}
    }
  }

  /** The signal that a process drives: that of its first assignment. */
  private Token target(BlockContext block) {
    Token found = firstTarget(block);
    if (found == null) {
      throw source.failure(block.start, "a process that drives nothing");
    }
    return found;
  }

  private static Token firstTarget(ParserRuleContext c) {
    if (c instanceof AssignmentContext a) {
      return a.start;
    }
    Token found = null;
    for (int i = 0; i < c.getChildCount() && found == null; i++) {
      found = c.getChild(i) instanceof ParserRuleContext inner ? firstTarget(inner) : null;
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
      undriven.remove(((WireItemContext) items.getLast()).declared().ID().getText());
    }
    return sink;
  }

  private void item(ItemContext item) {
    switch (item) {
      case WireItemContext w when w.expr() != null ->
          net(w.declared().ID().getSymbol(), w.expr(), w.start);
      case AssignItemContext a -> net(a.ID().getSymbol(), a.expr(), a.start);
      case InstanceItemContext i -> instance(i);
      case AlwaysItemContext a when a.always().clock == null -> process(a);
      case AlwaysItemContext a -> clocked(a);
      case InitialItemContext i -> contents(i);
      default -> {}
    }
  }

  private void net(Token name, VerilogParser.ExprContext value, Token line) {
    Expr.Ref target = scope.drive(name);
    nets.add(new Net(target.name(), exprs.assigned(value, target), comments.place(line)));
  }

  private void instance(InstanceItemContext i) {
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
    instances.add(
        new Instance(
            name.getText(), child.name(), parameters, inputs, outputs, comments.place(i.start)));
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

  private void clocked(AlwaysItemContext a) {
    String clock = scope.target(a.always().clock).name();
    var reader = new StatementReader(source, scope, exprs, comments, state, "<=", ports(a));
    List<StatementContext> statements = behindLocals(a.block());
    BranchContext guard = guard(a.block());
    if (guard != null) {
      boolean low = !(guard.expr() instanceof PrefixContext);
      var kind = low ? Reset.SYNC_LOW : Reset.SYNC;
      String signal = low ? guard.expr().getText() : guard.expr().getText().substring(1);
      add(domain(clock, signal, kind, true), reader.block(guard.yes));
      return;
    }
    BranchContext reset = statements.isEmpty() ? null : reset(statements.getLast());
    boolean isTest = reset != null && statements.size() == 1 && a.block().local().isEmpty();
    if (a.always().acts != null && !isTest) {
      throw source.failure(a.always().acts, "expected a test of the reset, and nothing else");
    }
    if (reset == null) {
      add(domain(clock), body(reader, statements));
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
      declare(l.declared());
      undriven.put(l.declared().ID().getText(), l.declared().ID().getSymbol());
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
      net(a.start, a.data, a.start);
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
    var body = domain(clock, signal, kind, false);
    add(body, body(reader, free));
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
      domainOf.put(register.name(), domains.indexOf(body));
    }
    if (reset.no != null && a.always().acts == null) {
      throw source.failure(reset.no.start, "expected nothing behind a synchronous reset");
    }
    if (reset.no != null) {
      add(body, body(reader, behindLocals(reset.no)));
    }
  }

  /** Adds statements to a domain, which is that of the registers that they assign. */
  private void add(Blocks domain, List<Stmt> body) {
    int number = domains.indexOf(domain);
    domain.body.addAll(body);
    Stmt.leaves(
        body,
        s -> {
          if (s instanceof Stmt.Assign a) {
            domainOf.putIfAbsent(a.target(), number);
          }
        });
  }

  /** A domain as its blocks come. */
  private static final class Blocks {
    final String clock;
    String reset;
    Reset kind = Reset.SYNC;
    final List<Stmt> body = new ArrayList<>();

    Blocks(String clock) {
      this.clock = clock;
    }

    Domain domain() {
      return new Domain(clock, reset, kind, body);
    }
  }

  /** The first domain of that clock. */
  private Blocks domain(String clock) {
    for (Blocks b : domains) {
      if (b.clock.equals(clock)) {
        return b;
      }
    }
    domains.add(new Blocks(clock));
    return domains.getLast();
  }

  /** The domain of that clock and reset; a check does not tell whether the reset is synchronous. */
  private Blocks domain(String clock, String reset, Reset kind, boolean check) {
    for (Blocks b : domains) {
      boolean same =
          reset.equals(b.reset) && (check ? b.kind.isLow() == kind.isLow() : b.kind == kind);
      if (b.clock.equals(clock) && (same || b.reset == null)) {
        b.reset = reset;
        b.kind = same ? b.kind : kind;
        return b;
      }
    }
    var made = new Blocks(clock);
    made.reset = reset;
    made.kind = kind;
    domains.add(made);
    return made;
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
    return firstTarget(c) == null && hasCheck(c);
  }

  private static boolean hasCheck(ParserRuleContext c) {
    if (c instanceof CheckStatementContext || c instanceof PrintStatementContext) {
      return true;
    }
    for (int i = 0; i < c.getChildCount(); i++) {
      if (c.getChild(i) instanceof ParserRuleContext inner && hasCheck(inner)) {
        return true;
      }
    }
    return false;
  }

  /** The port number of each memory that the block stores to: the blocks count. */
  private Map<String, Integer> ports(AlwaysItemContext a) {
    var numbers = new HashMap<String, Integer>();
    for (Memory m : memories) {
      if (stores(a.block(), m.name())) {
        numbers.put(m.name(), storing.merge(m.name(), 1, Integer::sum) - 1);
      }
    }
    return numbers;
  }

  private static boolean stores(ParserRuleContext c, String memory) {
    if (c instanceof AssignmentContext a && a.start.getText().equals(memory)) {
      return true;
    }
    for (int i = 0; i < c.getChildCount(); i++) {
      if (c.getChild(i) instanceof ParserRuleContext inner && stores(inner, memory)) {
        return true;
      }
    }
    return false;
  }

  /** The words of memories at power-up: {@code name[0] = ..;} and so on, one block a memory. */
  private void contents(InitialItemContext item) {
    var words = new ArrayList<BigInteger>();
    Token name = null;
    StatementReader.requireNoLocals(source, item.block());
    for (var s : item.block().statement()) {
      if (!(s instanceof AssignmentContext a)
          || a.address == null
          || a.lane() != null
          || !a.op.getText().equals("=")
          || name != null && !name.getText().equals(a.start.getText())
          || scope.index(a.address) != words.size()) {
        throw source.failure(s.start, "expected the next word of a memory");
      }
      name = a.start;
      Memory memory = scope.memory(name.getText());
      if (memory == null) {
        throw source.failure(name, name.getText() + " is no memory");
      }
      var word = new Expr.Ref(memory.name(), memory.width(), false);
      words.add(exprs.constant(a.data, word).value());
    }
    if (name == null) {
      throw source.failure(item.start, "expected the words of a memory");
    }
    for (int i = 0; i < memories.size(); i++) {
      Memory m = memories.get(i);
      if (m.name().equals(name.getText())) {
        if (words.size() > m.depth() || !m.contents().isEmpty()) {
          throw source.failure(name, "expected at most %d words, once".formatted(m.depth()));
        }
        memories.set(
            i,
            new Memory(
                m.name(), m.depth(), m.width(), words, m.anyCollision(), m.crosses(), m.place()));
      }
    }
  }

  private List<Register> registers() {
    return variables.values().stream()
        .filter(d -> state.contains(d.ID().getText()))
        .map(this::register)
        .toList();
  }

  private Register register(DeclaredContext d) {
    Expr.Ref r = scope.signal(d.ID().getText());
    int domain = domainOf.getOrDefault(r.name(), 0);
    boolean crosses = has((RegItemContext) d.getParent(), Checks.CROSSING);
    return new Register(
        r.name(), r.width(), r.signed(), inits.get(r.name()), domain, crosses, place(d));
  }

  private static boolean has(RegItemContext r, String attribute) {
    String plain = attribute.replace(" ", "");
    return r.attribute().stream().anyMatch(a -> a.getText().equals(plain));
  }

  private Place place(DeclaredContext d) {
    return comments.place(d.getParent().start);
  }
}
