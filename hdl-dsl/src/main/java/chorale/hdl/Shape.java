package chorale.hdl;

import chorale.hdl.Block.Assignment;
import chorale.hdl.Block.Conditional;
import chorale.hdl.Block.Entry;
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
  private boolean closed = true;

  private Shape() {}

  /** The shape, or null if the module uses a signal that it does not see. */
  static List<Object> of(Module m, Map<Module, ModuleIr> elaborated) {
    var shape = new Shape();
    shape.module(m, elaborated);
    return shape.closed ? shape.parts : null;
  }

  private void module(Module m, Map<Module, ModuleIr> elaborated) {
    add(m.getClass(), m.kind(), m.doc(), m.place);
    for (Signal s : m.signals) {
      number(s);
      add(s.kind, s.width, s.signed, s.site, s.component, s.explicitName, s.fieldName);
      add(s.init == null ? null : ((Node.Literal) s.init).value);
      add(s.init == null ? null : ((Node.Literal) s.init).name);
    }
    for (Memory x : m.memories) {
      memories.put(x, memories.size());
      add(x.depth(), x.width(), x.site, x.explicitName, x.fieldName);
    }
    for (Module child : m.children) {
      add(elaborated.get(child).name(), child.site, child.explicitName, child.fieldName);
      child.signals.forEach(this::number);
    }
    entries(m.body);
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
          add(w.place(), memories.get(w.memory()));
          node(w.address());
          node(w.data());
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
    n.operands().forEach(this::node);
  }

  private void add(Object... more) {
    for (Object part : more) {
      parts.add(part);
    }
  }
}
