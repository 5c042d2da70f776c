package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.ir.ModuleIr;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The names in the IR are those of the Java. */
final class NamesTest {
  private static List<String> names(Consumer<Sketch> design) {
    return IrText.declared(Sketch.elaborate(design).top());
  }

  private static List<String> names(Supplier<Module> top) {
    return IrText.declared(Elaboration.of(top).top());
  }

  /** Keeps what is not looked at from being without a driver. */
  private static UInt driven(UInt target) {
    target.set(0);
    return target;
  }

  @Test
  void a_local_variable_names_what_it_holds() {
    assertEquals(
        List.of("clock", "reset", "enable", "count", "table_of_words"),
        names(
            m -> {
              var enable = m.inBool();
              var count = m.reg(4);
              var table_of_words = m.mem(4, 4);
              m.when(enable, () -> table_of_words.write(count.truncate(2), count));
            }));
  }

  private static final class Fields extends Module {
    final UInt first = in(2);
    final UInt[] lane = new UInt[2];
    final List<UInt> row = List.of(reg(2), reg(2));
    final Vec<UInt> column = Vec.of(2, _ -> reg(3));
    final UInt[][] grid = {{reg(1), reg(1)}, {reg(1)}};
    final Stream enq = sink(4);
    final Memory words = mem(2, 2);

    Fields(Module parent) {
      super(parent);
      lane[0] = driven(out(1));
      lane[1] = driven(out(1));
      enq.ready().set(true);
      words.write(first.bit(0).asUInt(), row.getFirst());
      row.getLast().set(grid[0][0]);
      column.get(1).set(column.get(0));
    }
  }

  @Test
  void a_field_names_what_it_holds_with_index_or_component() {
    assertEquals(
        List.of(
            "clock",
            "reset",
            "first",
            "enq_valid",
            "enq_ready",
            "enq_bits",
            "lane_0",
            "lane_1",
            "row_0",
            "row_1",
            "column_0",
            "column_1",
            "grid_0_0",
            "grid_0_1",
            "grid_1_0",
            "words"),
        names(() -> new Fields(null)));
  }

  @Test
  void a_streams_ports_are_named_by_the_local_variable_and_their_part() {
    assertEquals(
        List.of("words_valid", "words_ready", "words_bits"),
        names(
            m -> {
              var words = m.sink(4);
              words.ready().set(true);
            }));
  }

  private static UInt returned(Sketch m) {
    return m.reg(4);
  }

  @Test
  void a_value_returned_at_once_has_the_name_that_the_caller_gives() {
    assertEquals(
        List.of("clock", "reset", "level"),
        names(
            m -> {
              var level = returned(m);
              level.set(level.plus(1));
            }));
  }

  @Test
  void an_operators_value_is_named_by_its_variable() {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.in(4);
                  var b = m.in(4);
                  var y = m.out(4);
                  var total = a.plus(b);
                  y.set(total.xor(a));
                })
            .top();
    assertEquals(List.of("total = ADD:4(a, b)", "y = XOR:4(total, a)"), IrText.nets(top));
  }

  @Test
  void named_wins_over_the_variable() {
    assertEquals(
        List.of("clock", "reset", "explicit"), names(m -> returned(m).named("explicit").set(1)));
  }

  @Test
  void registers_that_share_a_name_are_numbered_in_order_of_creation() {
    assertEquals(
        List.of("clock", "reset", "stage_0", "stage_1", "stage_2"),
        names(
            m -> {
              for (int i = 0; i < 3; i++) {
                var stage = m.reg(4);
                stage.set(i);
              }
            }));
  }

  @Test
  void values_that_share_a_name_are_numbered_in_order_of_creation() {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.in(4);
                  for (int i = 0; i < 2; i++) {
                    var next = a.plus(i);
                    m.out(4).named("y" + i).set(next);
                  }
                })
            .top();
    assertEquals(
        List.of("next_0 = ADD:4(a, 0:4)", "y0 = next_0", "next_1 = ADD:4(a, 1:4)", "y1 = next_1"),
        IrText.nets(top));
  }

  @Test
  void a_word_of_Verilog_is_avoided() {
    assertEquals(
        List.of("output_1", "reg_1", "clock_1"),
        names(
            m -> {
              var output = m.inBool();
              var reg = m.inBool();
              var clock = m.inBool();
              assertTrue(output.width() + reg.width() + clock.width() == 3);
            }));
  }

  @Test
  void letters_that_Verilog_does_not_know_are_replaced() {
    assertEquals(
        List.of("clock", "reset", "gr__e", "_4_rows"),
        names(
            m -> {
              m.reg(4).named("größe");
              m.reg(4).named("4 rows");
            }));
  }

  @Test
  void a_name_that_is_taken_by_a_port_gives_way() {
    assertEquals(
        List.of("clock", "reset", "count", "count_1"),
        names(
            m -> {
              var port = m.out(4).named("count");
              var count = m.reg(4);
              port.set(count);
            }));
  }

  private static final class Leaf extends Module {
    final Bool y = outBool();

    Leaf(Module parent) {
      super(parent);
      y.set(true);
    }
  }

  private static final class Family extends Module {
    private final Leaf eldest = new Leaf(this);
    private final List<Leaf> twins = List.of(new Leaf(this), new Leaf(this));

    Family(Module parent) {
      super(parent);
      var spare = new Leaf(this);
      new Leaf(this);
      new Leaf(this).name("explicit");
      outBool().named("y").set(eldest.y.and(spare.y).and(twins.getFirst().y));
    }
  }

  @Test
  void a_child_is_named_by_field_local_variable_class_or_explicitly() {
    assertEquals(
        List.of("y", "eldest", "twins_0", "twins_1", "spare", "leaf", "explicit"),
        names(() -> new Family(null)));
  }

  /** A balanced tree of exclusive ors that makes its own kind as children. */
  private static final class Parity extends Module {
    final UInt bits;
    final Bool odd = outBool();

    Parity(Module parent, int width) {
      super(parent);
      bits = in(width);
      if (width == 1) {
        odd.set(bits.bit(0));
        return;
      }
      int half = width / 2;
      var low = new Parity(this, half);
      var high = new Parity(this, width - half);
      low.bits.set(bits.truncate(half));
      high.bits.set(bits.slice(width - 1, half));
      odd.set(low.odd.xor(high.odd));
    }
  }

  @Test
  void a_child_of_the_same_class_as_its_parent_has_its_own_name_and_place() {
    var circuit = Elaboration.of(() -> new Parity(null, 4));
    assertEquals(List.of("odd", "bits", "low", "high"), IrText.declared(circuit.top()));
    assertEquals(
        List.of("Parity", "Parity_1", "Parity_2"),
        circuit.modules().stream().map(ModuleIr::name).toList());
    var places = circuit.top().instances().stream().map(ModuleIr.Instance::place).toList();
    assertEquals(places.getFirst().line() + 1, places.getLast().line());
  }

  @Test
  void an_anonymous_module_is_named_by_the_class_that_it_extends() {
    var circuit =
        Elaboration.of(
            () ->
                new Module(null) {
                  {
                    outBool().named("y").set(true);
                  }
                });
    assertEquals("Module", circuit.top().name());
  }

  @Test
  void a_module_class_named_like_a_word_of_Verilog_gets_a_number() {
    final class buf extends Module {
      buf() {
        super(null);
        outBool().named("y").set(true);
      }
    }
    assertEquals("buf_1", Elaboration.of(buf::new).top().name());
  }

  private static final class Left {
    private enum State {
      IDLE,
      GO
    }
  }

  private static final class Right {
    private enum State {
      GO,
      IDLE
    }
  }

  @Test
  void unequal_constants_of_two_enums_of_one_name_have_unequal_names() {
    var top =
        Sketch.elaborate(
                m -> {
                  var left = m.reg(Left.State.IDLE);
                  var right = m.reg(Right.State.IDLE);
                  m.outBool().named("y").set(left.is(Left.State.GO).and(right.is(Right.State.GO)));
                })
            .top();
    assertEquals(
        List.of("y = AND:1(EQ:1(left, State_GO), EQ:1(right, State_GO_1))"), IrText.nets(top));
  }

  @Test
  void a_fresh_net_is_named_by_what_it_drives() {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.in(4);
                  m.out(2).named("high").set(a.plus(1).slice(3, 2));
                })
            .top();
    assertEquals(List.of("high_value = ADD:4(a, 1:4)", "high = high_value[3:2]"), IrText.nets(top));
  }
}
