package chorale.hdl;

import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statements as the designer writes them, before elaboration. */
final class Block {
  private Block() {}

  /** One statement. */
  sealed interface Entry {}

  record Assignment(Node.Signal target, Node source, Place place) implements Entry {}

  /** Bits {@code lo} and up of a word take {@code data}. */
  record Write(Memory memory, int port, Node address, int lo, Node data, Domain domain, Place place)
      implements Entry {}

  record Check(Stmt.Kind kind, Node condition, String message, Domain domain, Place place)
      implements Entry {}

  record Print(String format, List<Node> arguments, Domain domain, Place place) implements Entry {}

  /** {@code when}; an {@code elseWhen} is a conditional alone in {@code no}. */
  record Conditional(Node condition, List<Entry> yes, List<Entry> no, Place place)
      implements Entry {
    Conditional(Node condition, Place place) {
      this(condition, new ArrayList<>(), new ArrayList<>(), place);
    }
  }

  /** {@code match}. */
  static final class Selection implements Entry {
    final Node subject;
    final Class<? extends Enum<?>> type;
    final Place place;
    final Map<Enum<?>, List<Entry>> arms = new LinkedHashMap<>();
    final List<Entry> otherwise = new ArrayList<>();
    boolean closed;

    Selection(Node subject, Class<? extends Enum<?>> type, Place place) {
      this.subject = subject;
      this.type = type;
      this.place = place;
    }
  }
}
