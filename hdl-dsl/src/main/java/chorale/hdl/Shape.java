package chorale.hdl;

import chorale.hdl.Block.Assignment;
import chorale.hdl.Block.Check;
import chorale.hdl.Block.Conditional;
import chorale.hdl.Block.Entry;
import chorale.hdl.Block.Print;
import chorale.hdl.Block.Selection;
import chorale.hdl.Block.Write;
import chorale.hdl.Node.Operation;
import chorale.hdl.Node.Read;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.ModuleIr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that the Verilog of a module depends on, as one flat list: modules of equal shape become the
 * same text, so that only the first of them needs to be elaborated. Linear in the size of the
 * module, and much cheaper than its elaboration. Its fields must have been read, and its children
 * elaborated.
 */
final class Shape {
  private final List<Object> parts = new ArrayList<>();
  private final Map<Node, Integer> numbers = new IdentityHashMap<>();
  private final Map<Memory, Integer> memories = new IdentityHashMap<>();
  private final Map<Domain, Integer> domains = new IdentityHashMap<>();
  private boolean closed = true;

  private Shape() {}

  /** The shape, or null if the module uses a signal that it does not see. */
  static List<Object> of(Module m, Map<Module, ModuleIr> elaborated) {
    var shape = new Shape();
    shape.module(m, elaborated);
    return shape.closed ? shape.parts : null;
  }

  private void module(Module m, Map<Module, ModuleIr> elaborated) {
    add(m.getClass(), m.kind(), m.doc(), m.place, m.resetKind);
    implicit(m.implicitClock);
    implicit(m.implicitReset);
    for (Signal s : m.signals) {
      number(s);
    }
    domains(m);
    for (Signal s : m.signals) {
      add(s.kind, s.width, s.signed, s.site, s.component, s.explicitName, s.fieldName);
      add(s.init == null ? null : ((Node.Literal) s.init).value);
      add(domains.get(s.domain), s.crosses);
      add(s.init == null ? null : ((Node.Literal) s.init).name);
    }
    for (Memory x : m.memories) {
      memories.put(x, memories.size());
      add(x.depth(), x.width(), x.site, x.explicitName, x.fieldName);
      add(x.contents(), x.collision(), x.crosses());
    }
    for (Module child : m.children) {
      add(elaborated.get(child).name(), child.site, child.explicitName, child.fieldName);
      add(domains.get(child.home), child instanceof BlackBox b ? b.foreign : null);
    }
    entries(m.body);
  }

  /** Domains by number; their clocks may be signals of children. */
  private void domains(Module m) {
    for (Module child : m.children) {
      for (Signal s : child.signals) {
        number(s);
      }
    }
    for (Domain d : m.domains) {
      domain(d);
    }
    for (Module child : m.children) {
      domain(child.home);
    }
  }

  private void domain(Domain d) {
    if (d != null && domains.putIfAbsent(d, domains.size()) == null) {
      add(d.kind);
      node(d.clock.node);
      node(d.reset.node);
    }
  }

  private void implicit(Signal s) {
    add(s != null);
    if (s != null) {
      number(s);
    }
  }

  private void number(Node n) {
    numbers.put(n, numbers.size());
  }

  private void entries(List<Entry> body) {
    add(body.size());
    for (Entry e : body) {
      switch (e) {
        case Assignment a -> {
          add(a.place());
          node(a.target());
          node(a.source());
        }
        case Write w -> {
          add(w.place(), memories.get(w.memory()), w.port(), w.lo(), domains.get(w.domain()));
          node(w.address());
          node(w.data());
        }
        case Check c -> {
          add(c.place(), c.kind(), c.message(), domains.get(c.domain()));
          node(c.condition());
        }
        case Print p -> {
          add(p.place(), p.format(), p.arguments().size(), domains.get(p.domain()));
          p.arguments().forEach(this::node);
        }
        case Conditional c -> {
          add(c.place());
          node(c.condition());
          entries(c.yes());
          entries(c.no());
        }
        case Selection s -> {
          add(s.place, s.type, s.closed, s.arms.size());
          node(s.subject);
          s.arms.forEach(
              (constant, arm) -> {
                add(constant);
                entries(arm);
              });
          entries(s.otherwise);
        }
      }
    }
  }

  private void node(Node n) {
    Integer known = numbers.get(n);
    if (known != null) {
      add(known);
      return;
    }
    number(n);
    add(n.getClass(), n.width, n.signed, n.site, n.explicitName);
    switch (n) {
      case Signal _ -> closed = false;
      case Node.Literal l -> add(l.value, l.name);
      case Operation o -> add(o.operator, o.hi, o.lo, o.operands.size());
      case Read r -> {
        Integer memory = memories.get(r.memory);
        closed &= memory != null;
        add(memory);
      }
    }
    for (Node operand : n.operands()) {
      node(operand);
    }
  }

  private void add(Object... more) {
    for (Object part : more) {
      parts.add(part);
    }
  }
}
