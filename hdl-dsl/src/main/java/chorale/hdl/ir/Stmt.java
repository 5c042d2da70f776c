package chorale.hdl.ir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A statement in the body of a driver. Later statements win over earlier ones.
 *
 * <pre>{@code
 * var targets = new TreeSet<String>();
 * Stmt.leaves(circuit.top().clocked(), s -> {
 *   if (s instanceof Stmt.Assign a) {
 *     targets.add(a.target());
 *   }
 * });
 * }</pre>
 */
public sealed interface Stmt {
  /**
   * The statements of {@code body} that {@code wanted} holds for, with the conditions above them.
   */
  static List<Stmt> keep(List<Stmt> body, Predicate<Stmt> wanted) {
    var kept = new ArrayList<Stmt>();
    for (Stmt s : body) {
      switch (s) {
        case Assign _, Store _, Check _, Print _ -> {
          if (wanted.test(s)) {
            kept.add(s);
          }
        }
        case If i -> {
          var yes = keep(i.yes(), wanted);
          var no = keep(i.no(), wanted);
          if (!yes.isEmpty() || !no.isEmpty()) {
            kept.add(new If(i.condition(), yes, no, i.place()));
          }
        }
        case Case c -> {
          var arms =
              c.arms().stream().map(a -> new Arm(a.value(), keep(a.body(), wanted))).toList();
          var otherwise = keep(c.otherwise(), wanted);
          if (!otherwise.isEmpty() || arms.stream().anyMatch(a -> !a.body().isEmpty())) {
            kept.add(new Case(c.subject(), arms, otherwise, c.full(), c.place()));
          }
        }
      }
    }
    return kept;
  }

  /** The ports by which {@code body} writes {@code memory}, in order of first use. */
  static Set<Integer> ports(List<Stmt> body, String memory) {
    var ports = new LinkedHashSet<Integer>();
    leaves(
        body,
        s -> {
          if (s instanceof Store w && w.memory().equals(memory)) {
            ports.add(w.port());
          }
        });
    return ports;
  }

  /** Shows {@code visitor} every statement that is no condition, in order. */
  static void leaves(List<Stmt> body, Consumer<Stmt> visitor) {
    for (Stmt s : body) {
      switch (s) {
        case Assign _, Store _, Check _, Print _ -> visitor.accept(s);
        case If i -> {
          leaves(i.yes(), visitor);
          leaves(i.no(), visitor);
        }
        case Case c -> {
          c.arms().forEach(a -> leaves(a.body(), visitor));
          leaves(c.otherwise(), visitor);
        }
      }
    }
  }

  /** Where the designer wrote it. */
  Place place();

  /** {@code target} takes {@code value}, of equal width. */
  record Assign(String target, Expr value, Place place) implements Stmt {}

  /**
   * Writes {@code data} to bits {@code lo} and up of a word of {@code memory} at the clock edge. Of
   * stores of one port the later wins; two ports must not write one word in one cycle.
   */
  record Store(String memory, int port, Expr address, int lo, Expr data, Place place)
      implements Stmt {}

  /** At the clock edge, outside reset: {@code condition}, of one bit, is looked at. */
  record Check(Kind kind, Expr condition, String message, Place place) implements Stmt {}

  /** What a {@link Check} says about its condition. */
  enum Kind {
    /** It holds. */
    ASSERT,
    /** It may be taken for granted; simulation checks it. */
    ASSUME,
    /** It can be reached. */
    COVER
  }

  /** At the clock edge, outside reset: prints {@code arguments} as {@code format} says. */
  record Print(String format, List<Expr> arguments, Place place) implements Stmt {
    public Print {
      arguments = List.copyOf(arguments);
    }
  }

  /** Statements under a condition of one bit. */
  record If(Expr condition, List<Stmt> yes, List<Stmt> no, Place place) implements Stmt {
    public If {
      yes = List.copyOf(yes);
      no = List.copyOf(no);
    }
  }

  /**
   * Statements by the value of {@code subject}; {@code otherwise} takes what no arm names. A case
   * is {@code full} if its arms name every value that the subject can have.
   */
  record Case(Expr subject, List<Arm> arms, List<Stmt> otherwise, boolean full, Place place)
      implements Stmt {
    public Case {
      arms = List.copyOf(arms);
      otherwise = List.copyOf(otherwise);
    }

    /** Whether the last arm may take all values that no other arm names. */
    public boolean lastIsDefault() {
      return full && otherwise.isEmpty();
    }
  }

  /** One arm of a {@link Case}. */
  record Arm(Expr.Const value, List<Stmt> body) {
    public Arm {
      body = List.copyOf(body);
    }
  }
}
