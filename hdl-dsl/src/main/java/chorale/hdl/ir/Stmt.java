package chorale.hdl.ir;

import java.util.List;

/** A statement in the body of a driver. Later statements win over earlier ones. */
public sealed interface Stmt {
  /** Where the designer wrote it. */
  Place place();

  /** {@code target} takes {@code value}, of equal width. */
  record Assign(String target, Expr value, Place place) implements Stmt {}

  /** Writes {@code data} to a word of {@code memory} at the clock edge. */
  record Store(String memory, Expr address, Expr data, Place place) implements Stmt {}

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
