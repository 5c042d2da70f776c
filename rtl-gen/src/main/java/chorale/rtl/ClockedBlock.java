package chorale.rtl;

import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Domain;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One {@code always} block at the edge of a clock. A domain has one for all that happens at its
 * edge, with these exceptions, each in a block of its own:
 *
 * <ul>
 *   <li>registers with asynchronous reset, since nothing else may stand beside the test of the
 *       reset;
 *   <li>each port of a memory that has contents or several writing ports: in one block, the later
 *       port would win;
 *   <li>checks.
 * </ul>
 *
 * <p>A synchronous reset has the last word, behind all else: so no statement is under its
 * condition, and a simulator reads every register before it writes it. What has no reset stands in
 * the first domain of its clock that has a place for it.
 *
 * <pre>{@code
 * ModuleIr queue = Elaboration.of(() -> new Fifo(null, 64, 16)).top();
 * for (ClockedBlock block : ClockedBlock.of(queue)) {
 *   block.locals().forEach(net -> System.out.println(net.name())); // push, pop
 * }
 * }</pre>
 *
 * @param domain index of the domain
 * @param locals nets that nothing reads but this block, see {@link Locals}
 * @param resetting registers that the block resets
 * @param body what registers take and memories store, unless they are reset
 * @param alone whether nothing else writes what the block writes
 */
public record ClockedBlock(
    int domain, List<Net> locals, List<Register> resetting, List<Stmt> body, boolean alone) {

  public ClockedBlock {
    body = List.copyOf(body);
    locals = gateFirst(locals, gate(body));
    resetting = List.copyOf(resetting);
  }

  /** The condition that the whole body stands under, or null. */
  Stmt.If gate() {
    return gate(body);
  }

  private static Stmt.If gate(List<Stmt> body) {
    return body.size() == 1 && body.getFirst() instanceof Stmt.If i && i.no().isEmpty() ? i : null;
  }

  /** The locals that the gate needs, and behind them the others, each in their order. */
  private static List<Net> gateFirst(List<Net> locals, Stmt.If gate) {
    var needed = gate == null ? Set.<String>of() : needed(locals, gate);
    return Stream.concat(
            locals.stream().filter(n -> needed.contains(n.name())),
            locals.stream().filter(n -> !needed.contains(n.name())))
        .toList();
  }

  /** What the gate reads, directly or by way of locals. */
  private static Set<String> needed(List<Net> locals, Stmt.If gate) {
    var needed = new HashSet<String>();
    Walk.reads(gate.condition(), needed::add);
    for (Net n : locals.reversed()) { // what reads a net comes behind it
      if (needed.contains(n.name())) {
        Walk.reads(n.value(), needed::add);
      }
    }
    return needed;
  }

  /** Those of the locals that the gate needs. */
  List<Net> beforeGate() {
    var needed = needed(locals, gate());
    return locals.stream().filter(n -> needed.contains(n.name())).toList();
  }

  /** The blocks of {@code m} in the order of their text, without those of checks. */
  public static List<ClockedBlock> of(ModuleIr m) {
    return of(m, new Reads(m), true);
  }

  /** The same; without locals every net stands outside. */
  static List<ClockedBlock> of(ModuleIr m, Reads reads, boolean hasLocals) {
    var blocks = new ArrayList<ClockedBlock>();
    var apart = new ArrayList<Memory>();
    var apartNames = new HashSet<String>();
    for (Memory x : m.memories()) {
      if (isApart(m, x)) {
        apart.add(x);
        apartNames.add(x.name());
      }
    }
    for (int d = 0; d < m.domains().size(); d++) {
      Domain domain = m.domains().get(d);
      List<Register> resetting = resetting(m, d);
      boolean async = domain.kind().isAsync() && !resetting.isEmpty();
      if (async) {
        Set<String> names = names(resetting);
        List<Stmt> body = Stmt.keep(domain.clocked(), s -> assigns(s, names));
        blocks.add(new ClockedBlock(d, List.of(), resetting, body, true));
      }
      var body = new ArrayList<Stmt>();
      var ports = new ArrayList<ClockedBlock>();
      for (int other = d; other < m.domains().size(); other++) {
        if (home(m, other) == d) {
          List<Stmt> clocked = m.domains().get(other).clocked();
          boolean all = other == d && !async;
          Set<String> kept = all ? Set.of() : names(resetting(m, other));
          body.addAll(Stmt.keep(clocked, s -> isHere(s, kept, apartNames)));
          for (Memory x : apart) {
            for (int port : Stmt.ports(clocked, x.name())) {
              List<Stmt> stores = Stmt.keep(clocked, s -> isStore(s, x, port));
              ports.add(new ClockedBlock(d, List.of(), List.of(), stores, false));
            }
          }
        }
      }
      List<Register> here = async ? List.of() : resetting;
      if (!here.isEmpty() || !body.isEmpty()) {
        blocks.add(new ClockedBlock(d, List.of(), here, body, true));
      }
      blocks.addAll(ports);
    }
    if (!hasLocals) {
      return blocks;
    }
    var locals = new Locals(m, blocks, reads);
    for (int b = 0; b < blocks.size(); b++) {
      ClockedBlock x = blocks.get(b);
      List<Net> own = locals.of(b);
      if (!own.isEmpty()) {
        blocks.set(b, new ClockedBlock(x.domain, own, x.resetting, x.body, x.alone));
      }
    }
    return blocks;
  }

  /** The domain among whose statements those of {@code domain} stand that have no reset. */
  private static int home(ModuleIr m, int domain) {
    Domain d = m.domains().get(domain);
    if (!d.kind().isAsync() && !resetting(m, domain).isEmpty()) {
      return domain;
    }
    int first = 0;
    while (!m.domains().get(first).clock().equals(d.clock())) {
      first++;
    }
    return first;
  }

  private static List<Register> resetting(ModuleIr m, int domain) {
    var resetting = new ArrayList<Register>();
    for (Register r : m.registers()) {
      if (r.init() != null && r.domain() == domain) {
        resetting.add(r);
      }
    }
    return resetting;
  }

  private static Set<String> names(List<Register> registers) {
    var names = new HashSet<String>();
    for (Register r : registers) {
      names.add(r.name());
    }
    return names;
  }

  private static boolean assigns(Stmt s, Set<String> targets) {
    return s instanceof Stmt.Assign a && targets.contains(a.target());
  }

  private static boolean isHere(Stmt s, Set<String> elsewhere, Set<String> apart) {
    return s instanceof Stmt.Assign && !assigns(s, elsewhere)
        || s instanceof Stmt.Store w && !apart.contains(w.memory());
  }

  private static boolean isApart(ModuleIr m, Memory x) {
    int ports = 0;
    for (Domain d : m.domains()) {
      ports += Stmt.ports(d.clocked(), x.name()).size();
    }
    return ports > 0 && !x.contents().isEmpty() || ports > 1;
  }

  private static boolean isStore(Stmt s, Memory m, int port) {
    return s instanceof Stmt.Store w && w.memory().equals(m.name()) && w.port() == port;
  }
}
