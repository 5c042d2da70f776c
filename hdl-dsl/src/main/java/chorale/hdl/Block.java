package chorale.hdl;

import chorale.hdl.ir.Place;
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

  record Write(Memory memory, Node address, Node data, Place place) implements Entry {}

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
