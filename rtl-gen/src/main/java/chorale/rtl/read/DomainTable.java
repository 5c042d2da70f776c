package chorale.rtl.read;

import chorale.hdl.ir.ModuleIr.Domain;
import chorale.hdl.ir.Reset;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The clock domains of a module as its blocks come, and the registers of each. */
final class DomainTable {
  /** A domain as its blocks come. */
  static final class Blocks {
    private final String clock;
    private String reset;
    private Reset kind = Reset.SYNC;
    private final List<Stmt> body = new ArrayList<>();

    private Blocks(String clock) {
      this.clock = clock;
    }

    private Domain domain() {
      return new Domain(clock, reset, kind, body);
    }
  }

  private final List<Blocks> domains = new ArrayList<>();
  private final Map<String, Integer> domainOf = new HashMap<>();

  List<Domain> all() {
    return domains.stream().map(Blocks::domain).toList();
  }

  /** The number of a register's domain; 0 if nothing assigns it. */
  int of(String register) {
    return domainOf.getOrDefault(register, 0);
  }

  /** Adds statements to a domain, which is that of the registers that they assign. */
  void add(Blocks domain, List<Stmt> body) {
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

  /** Puts a register into a domain that resets it. */
  void put(String register, Blocks domain) {
    domainOf.put(register, domains.indexOf(domain));
  }

  /** The first domain of that clock. */
  Blocks domain(String clock) {
    for (Blocks b : domains) {
      if (b.clock.equals(clock)) {
        return b;
      }
    }
    domains.add(new Blocks(clock));
    return domains.getLast();
  }

  /** The domain of that clock and reset; a check does not tell whether the reset is synchronous. */
  Blocks domain(String clock, String reset, Reset kind, boolean check) {
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
}
