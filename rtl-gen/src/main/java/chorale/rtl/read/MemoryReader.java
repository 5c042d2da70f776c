package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.rtl.Checks;
import chorale.rtl.read.VerilogParser.AlwaysItemContext;
import chorale.rtl.read.VerilogParser.AssignmentContext;
import chorale.rtl.read.VerilogParser.DeclaredContext;
import chorale.rtl.read.VerilogParser.InitialItemContext;
import chorale.rtl.read.VerilogParser.RegItemContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/**
 * Reads a module's memories: what they are, what is in them at power-up, and who stores to them.
 */
final class MemoryReader {
  private final Source source;
  private final Scope scope;
  private final ExprReader exprs;
  private final Comments comments;
  private final List<Memory> memories = new ArrayList<>();

  /** By memory, the blocks so far that store to it. */
  private final Map<String, Integer> storing = new HashMap<>();

  MemoryReader(Source source, Scope scope, ExprReader exprs, Comments comments) {
    this.source = source;
    this.scope = scope;
    this.exprs = exprs;
    this.comments = comments;
  }

  List<Memory> all() {
    return memories;
  }

  void declare(RegItemContext r) {
    DeclaredContext d = r.declared();
    var memory =
        new Memory(
            d.ID().getText(),
            scope.depth(r.range()),
            scope.width(d.range()),
            List.of(),
            has(r, Checks.ANY_COLLISION),
            has(r, Checks.CROSSING),
            comments.place(r.start));
    scope.memory(d.ID().getSymbol(), memory);
    memories.add(memory);
  }

  /** Whether a declaration has an attribute. */
  static boolean has(RegItemContext r, String attribute) {
    String plain = attribute.replace(" ", "");
    return r.attribute().stream().anyMatch(a -> a.getText().equals(plain));
  }

  /** The port number of each memory that the block stores to: the blocks count. */
  Map<String, Integer> ports(AlwaysItemContext a) {
    var numbers = new HashMap<String, Integer>();
    for (Memory m : memories) {
      if (BlockSearch.stores(a.block(), m.name())) {
        numbers.put(m.name(), storing.merge(m.name(), 1, Integer::sum) - 1);
      }
    }
    return numbers;
  }

  /** The words of memories at power-up: {@code name[0] = ..;} and so on, one block a memory. */
  void contents(InitialItemContext item) {
    var words = new ArrayList<BigInteger>();
    Token name = null;
    StatementReader.requireNoLocals(source, item.block());
    for (var s : item.block().statement()) {
      if (!(s instanceof AssignmentContext a)
          || a.address == null
          || a.lane() != null
          || !a.op.getText().equals("=")
          || name != null && !name.getText().equals(a.start.getText())
          || scope.index(a.address) != words.size()) {
        throw source.failure(s.start, "expected the next word of a memory");
      }
      name = a.start;
      Memory memory = scope.memory(name.getText());
      if (memory == null) {
        throw source.failure(name, name.getText() + " is no memory");
      }
      var word = new Expr.Ref(memory.name(), memory.width(), false);
      words.add(exprs.constant(a.data, word).value());
    }
    if (name == null) {
      throw source.failure(item.start, "expected the words of a memory");
    }
    for (int i = 0; i < memories.size(); i++) {
      Memory m = memories.get(i);
      if (m.name().equals(name.getText())) {
        if (words.size() > m.depth() || !m.contents().isEmpty()) {
          throw source.failure(name, "expected at most %d words, once".formatted(m.depth()));
        }
        memories.set(
            i,
            new Memory(
                m.name(), m.depth(), m.width(), words, m.anyCollision(), m.crosses(), m.place()));
      }
    }
  }
}
