package chorale.hdl;

import java.math.BigInteger;
import java.util.List;

/** A vertex of the expression graph behind {@link Bits}. Expressions belong to no module. */
abstract sealed class Node {
  final int width;
  final boolean signed;
  final Site site;

  /** The name that the designer gave with {@code named}, or null. */
  String explicitName;

  Node(int width, boolean signed, Site site) {
    this.width = width;
    this.signed = signed;
    this.site = site;
  }

  List<Node> operands() {
    return List.of();
  }

  /** A module from which this value was made, or null for literals. */
  abstract Module scope();

  /** What an error message calls this value. */
  String describe() {
    String name = explicitName != null ? explicitName : site == null ? null : site.name();
    return name == null ? "value" : name;
  }

  enum Kind {
    IN,
    OUT,
    WIRE,
    REG
  }

  /** A port, wire or register. */
  static final class Signal extends Node {
    final Module module;
    final Kind kind;

    /** Value after reset, or null. */
    final Node init;

    /** The domain of a register; null is the module's own. */
    final Domain domain;

    /** Whether this register may take values of other domains. */
    boolean crosses;

    /** What the signal is in its bundle ({@code valid}), or null. */
    String component;

    /** Whether nobody has to read this output. */
    boolean optional;

    /** The enum of a register that holds one, or null. */
    Class<? extends Enum<?>> type;

    /** The name found by reflection over the module's fields, or null. */
    String fieldName;

    /** The final name, unique in the module. */
    String name;

    Signal(Module module, Kind kind, int width, boolean signed, Node init, Site site) {
      super(width, signed, site);
      this.module = module;
      this.kind = kind;
      this.init = init;
      this.domain = kind == Kind.REG ? module.domain() : null;
    }

    @Override
    Module scope() {
      return module;
    }

    @Override
    String describe() {
      String known = name != null ? name : fieldName;
      String own = known != null ? known : super.describe();
      if (known == null && component != null) {
        own += "_" + component;
      }
      return switch (kind) {
            case IN -> "in ";
            case OUT -> "out ";
            case WIRE -> "wire ";
            case REG -> "reg ";
          }
          + own;
    }
  }

  /** A constant; {@code name} is that of an enum constant, or null. */
  static final class Literal extends Node {
    final BigInteger value;
    final String name;

    Literal(BigInteger value, int width, boolean signed, String name) {
      super(width, signed, null);
      this.value = value;
      this.name = name;
    }

    @Override
    Module scope() {
      return null;
    }

    @Override
    String describe() {
      return "literal " + value;
    }
  }

  /** An operator on values; {@code hi} and {@code lo} serve SLICE only. */
  static final class Operation extends Node {
    final Operator operator;
    final List<Node> operands;
    final int hi;
    final int lo;

    /** Rank by time of creation in its design; 0 if made of literals alone. */
    final long serial;

    private final Module scope;

    Operation(
        Operator operator, int width, boolean signed, int hi, int lo, List<Node> operands, Site s) {
      super(width, signed, s);
      this.operator = operator;
      this.operands = operands;
      this.hi = hi;
      this.lo = lo;
      Module found = null;
      for (int i = 0; i < operands.size() && found == null; i++) {
        found = operands.get(i).scope();
      }
      this.scope = found;
      this.serial = found == null ? 0 : found.design().nextSerial();
    }

    /** Whether nobody has given this value a name so far. */
    boolean isAnonymous() {
      return explicitName == null && (site == null || site.name() == null);
    }

    @Override
    List<Node> operands() {
      return operands;
    }

    @Override
    Module scope() {
      return scope;
    }
  }

  /** The word of a memory at an address. */
  static final class Read extends Node {
    final Memory memory;
    final Node address;
    final long serial;

    Read(Memory memory, Node address, Site site) {
      super(memory.width(), false, site);
      this.memory = memory;
      this.address = address;
      this.serial = memory.module.design().nextSerial();
    }

    @Override
    List<Node> operands() {
      return List.of(address);
    }

    @Override
    Module scope() {
      return memory.module;
    }
  }

  /** What an {@link Operation} computes; semantics as in {@link chorale.hdl.ir.Expr}. */
  enum Operator {
    ADD,
    SUB,
    MUL,
    AND,
    OR,
    XOR,
    NOT,
    EQ,
    NE,
    LT,
    LE,
    SHL,
    SHR,
    REDUCE_AND,
    REDUCE_OR,
    REDUCE_XOR,
    MUX,
    CONCAT,
    SLICE,
    EXTEND,
    CAST
  }
}
