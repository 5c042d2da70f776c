package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the passes make of small modules, as the text that they leave. */
final class OptimizerTest {
  private static final class Top extends Module {
    Top(Consumer<Top> body) {
      super(null);
      body.accept(this);
    }
  }

  private static final class Child extends Module {
    final UInt a = in(8);
    final UInt y = out(8);

    Child(Module parent) {
      super(parent);
      y.set(a.plus(1));
    }
  }

  private static String text(ModuleIr m) throws Exception {
    var out = new StringWriter();
    Verilog.write(m, out);
    return out.toString().replaceAll(" *// .*", "");
  }

  /** The lines of the body after the header, without places. */
  private static List<String> optimised(Consumer<Top> body) throws Exception {
    var circuit = Optimizer.run(Elaboration.of(() -> new Top(body)));
    return text(circuit.top())
        .lines()
        .map(String::strip)
        .dropWhile(line -> !line.equals(");"))
        .skip(1)
        .filter(line -> !line.isEmpty() && !line.equals("endmodule"))
        .toList();
  }

  @Test
  void a_value_that_is_known_replaces_what_computes_it() throws Exception {
    assertEquals(
        List.of("assign y = 8'd6;"),
        optimised(
            m -> m.out(8).named("y").set(UInt.lit(5, 8).plus(1).times(UInt.lit(1, 1)).resize(8))));
  }

  @Test
  void a_branch_under_a_known_condition_is_taken_or_gone() throws Exception {
    assertEquals(
        List.of("assign y = a;", "wire unused = &{1'b0, b};"),
        optimised(
            m -> {
              var a = m.in(8).named("a");
              var b = m.in(8).named("b");
              var fast = m.wireBool().named("fast");
              fast.set(true);
              var y = m.out(8).named("y");
              y.set(b);
              m.when(fast.and(Bool.lit(true)), () -> y.set(a)).otherwise(() -> y.set(b));
            }));
  }

  @Test
  void a_named_constant_is_read_by_its_name_where_nothing_gets_simpler() throws Exception {
    assertEquals(
        List.of("wire [7:0] limit = 8'd5;", "assign y = a < limit;", "assign z = 1'b0;"),
        optimised(
            m -> {
              var a = m.in(8).named("a");
              var limit = m.wire(8).named("limit");
              limit.set(UInt.lit(4, 8).plus(1));
              m.outBool().named("y").set(a.lt(limit));
              m.outBool().named("z").set(limit.eq(4));
            }));
  }

  @Test
  void a_name_does_not_keep_what_has_no_effect() throws Exception {
    assertEquals(
        List.of("assign y = a;", "wire unused = &{1'b0, clock, reset, b};"),
        optimised(
            m -> {
              var a = m.in(8).named("a");
              var b = m.in(8).named("b");
              var sum = m.reg(8).named("sum");
              sum.set(sum.plus(b));
              var words = m.mem(4, 8).named("words");
              words.write(sum.truncate(2), b);
              var child = new Child(m);
              child.a.set(words.read(b.truncate(2)));
              m.wire(8).named("seen").set(child.y.xor(b));
              m.out(8).named("y").set(a);
            }));
  }

  @Test
  void an_instance_of_a_foreign_module_stays_with_all_that_it_reads() {
    var circuit =
        Elaboration.of(
            () ->
                new Top(
                    m -> {
                      var child = new Child(m);
                      child.a.set(m.in(8).named("a").plus(2));
                    }));
    var alone = new Circuit(List.of(circuit.top()));
    assertEquals(0, Optimizer.run(circuit).top().instances().size());
    assertEquals(1, Optimizer.run(alone).top().instances().size());
    assertEquals(1, Optimizer.run(alone).top().nets().size());
  }

  @Test
  void what_is_built_twice_becomes_one_net_named_by_what_it_is() throws Exception {
    assertEquals(
        List.of("wire [7:0] y_sum = a + b;", "assign y = y_sum & c;", "assign z = y_sum | c;"),
        optimised(
            m -> {
              var a = m.in(8).named("a");
              var b = m.in(8).named("b");
              var c = m.in(8).named("c");
              m.out(8).named("y").set(a.plus(b).and(c));
              m.out(8).named("z").set(b.plus(a).or(c));
            }));
  }

  @Test
  void a_second_name_of_one_value_stays_as_an_alias() throws Exception {
    assertEquals(
        List.of(
            "wire [7:0] first = a + b;",
            "wire [7:0] second = first;",
            "assign y = first & second;"),
        optimised(
            m -> {
              var a = m.in(8).named("a");
              var b = m.in(8).named("b");
              var first = m.wire(8).named("first");
              first.set(a.plus(b));
              var second = m.wire(8).named("second");
              second.set(a.plus(b));
              m.out(8).named("y").set(first.and(second));
            }));
  }

  @Test
  void a_part_of_a_concatenation_is_read_where_it_comes_from() throws Exception {
    assertEquals(
        List.of("assign y = b;", "assign z = 2'd0;", "wire unused = &{1'b0, a};"),
        optimised(
            m -> {
              var a = m.in(8).named("a");
              var b = m.in(4).named("b");
              m.out(4).named("y").set(chorale.hdl.Bits.cat(a, b).truncate(4));
              m.out(2).named("z").set(b.zext(9).slice(8, 7));
            }));
  }

  @Test
  void a_register_is_never_a_constant() throws Exception {
    var lines =
        optimised(
            m -> {
              var state = m.reg(4, 3).named("state");
              m.out(4).named("y").set(state);
            });
    assertTrue(lines.contains("assign y = state;"), lines.toString());
    assertTrue(lines.contains("state <= 4'd3;"), lines.toString());
  }

  @Test
  void the_text_of_a_module_does_not_depend_on_its_neighbours() throws Exception {
    var alone = Elaboration.of(() -> new Child(null));
    var together =
        Elaboration.of(
            () ->
                new Top(
                    m -> {
                      var one = new Child(m);
                      one.a.set(UInt.lit(7, 8));
                      m.out(8).named("y").set(one.y);
                    }));
    var parent = text(Optimizer.run(together).top());
    assertFalse(parent.contains("8'd8"), parent); // constants do not cross instances
    assertEquals(text(Optimizer.run(alone).top()), text(Optimizer.run(together).module("Child")));
  }
}
