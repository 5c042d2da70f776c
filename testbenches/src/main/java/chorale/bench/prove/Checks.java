package chorale.bench.prove;

import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/** A module with what it asserts taken for granted, or without its checks. */
final class Checks {
  private Checks() {}

  /** The module; {@code granted}: its assertions become assumptions, else they are left out. */
  static ModuleIr of(ModuleIr m, boolean granted) {
    return new ModuleIr(
        m.name(),
        m.place(),
        m.doc(),
        m.ports(),
        m.domains().stream().map(d -> d.with(body(d.clocked(), granted))).toList(),
        m.registers(),
        m.memories(),
        m.instances(),
        m.nets(),
        m.processes());
  }

  private static List<Stmt> body(List<Stmt> body, boolean granted) {
    var result = new ArrayList<Stmt>();
    for (Stmt s : body) {
      switch (s) {
        case Stmt.If i ->
            result.add(
                new Stmt.If(
                    i.condition(), body(i.yes(), granted), body(i.no(), granted), i.place()));
        case Stmt.Case c ->
            result.add(
                new Stmt.Case(
                    c.subject(),
                    c.arms().stream()
                        .map(a -> new Stmt.Arm(a.value(), body(a.body(), granted)))
                        .toList(),
                    body(c.otherwise(), granted),
                    c.full(),
                    c.place()));
        case Stmt.Check c -> {
          if (granted && c.kind() != Stmt.Kind.COVER) {
            result.add(new Stmt.Check(Stmt.Kind.ASSUME, c.condition(), c.message(), c.place()));
          }
        }
        case Stmt.Assign _, Stmt.Store _, Stmt.Print _ -> result.add(s);
      }
    }
    return result;
  }
}
