package chorale.hdl.spec;

import static chorale.hdl.spec.Sketch.findings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Rule;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.spec.Sketch.Line;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each rule is broken, and the whole text of the finding compared. */
final class RuleTest {
  private enum State {
    IDLE,
    RUN,
    DONE
  }

  private static final class Inverter extends Module {
    final Bool a = inBool();
    final Bool y = outBool();

    Inverter(Module parent) {
      super(parent);
      y.set(a.not());
    }
  }

  private final Line here = new Line();

  private void expect(String message, Consumer<Sketch> design) {
    var found = findings(design);
    assertEquals(List.of(here + ": " + message), found);
  }

  @Test
  void a_literal_that_does_not_fit_its_target_is_W001() {
    expect(
        "literal 16 does not fit 4 unsigned bits of out count: widen the signal or change the"
            + " literal [W001]",
        m -> {
          var count = m.out(4);
          here.next();
          count.set(16);
        });
  }

  @Test
  void a_negative_literal_for_an_unsigned_operand_is_W001() {
    expect(
        "literal -1 does not fit 4 unsigned bits of in a: widen the signal or change the literal"
            + " [W001]",
        m -> {
          var a = m.in(4);
          var y = m.out(4);
          here.next();
          y.set(a.plus(-1));
        });
  }

  @Test
  void a_literal_beyond_twos_complement_is_W001() {
    expect(
        "literal 8 does not fit 4 signed bits of in a: widen the signal or change the literal"
            + " [W001]",
        m -> {
          var a = m.inS(4);
          var y = m.outBool();
          here.next();
          y.set(a.lt(8));
        });
  }

  @Test
  void a_free_literal_that_does_not_fit_its_own_width_is_W001() {
    expect(
        "literal 256 does not fit 8 unsigned bits: widen it or change it [W001]",
        m -> {
          here.next();
          var wide = UInt.lit(256, 8);
          m.out(8).set(wide);
        });
  }

  @Test
  void a_free_signed_literal_that_does_not_fit_its_own_width_is_W001() {
    expect(
        "literal -9 does not fit 4 signed bits: widen it or change it [W001]",
        m -> {
          here.next();
          var low = SInt.lit(-9, 4);
          m.outS(4).set(low);
        });
  }

  @Test
  void a_source_wider_than_its_target_is_W002() {
    expect(
        "out bits has 64 bits, its source sum has 65: cut it with slice() or widen the signal"
            + " [W002]",
        m -> {
          var a = m.in(64);
          var bits = m.out(64);
          var sum = a.plusCarry(a);
          here.next();
          bits.set(sum);
        });
  }

  @Test
  void data_wider_than_a_memorys_words_is_W002() {
    expect(
        "memory has words of 8 bits, its data in wide has 9: cut it with slice() [W002]",
        m -> {
          var wide = m.in(9);
          var ram = m.mem(4, 8);
          here.next();
          ram.write(m.in(2).named("address"), wide);
        });
  }

  @Test
  void a_slice_out_of_range_is_W003() {
    expect(
        "slice(8, 4) of in a, which has 8 bits: indices run from 0 to 7, the higher first [W003]",
        m -> {
          var a = m.in(8);
          var y = m.out(5);
          here.next();
          y.set(a.slice(8, 4));
        });
  }

  @Test
  void a_slice_upside_down_is_W003() {
    expect(
        "slice(0, 3) of in a, which has 8 bits: indices run from 0 to 7, the higher first [W003]",
        m -> {
          var a = m.in(8);
          var y = m.out(4);
          here.next();
          y.set(a.slice(0, 3));
        });
  }

  @Test
  void a_signal_without_bits_is_W004() {
    expect(
        "signal of 0 bits: at least 1 [W004]",
        m -> {
          here.next();
          m.reg(1).set(m.wire(0));
        });
  }

  @Test
  void a_literal_without_bits_is_W004() {
    expect(
        "literal of 0 bits: at least 1 [W004]",
        m -> {
          here.next();
          m.out(1).set(UInt.lit(0, 0));
        });
  }

  @Test
  void a_zero_extension_that_would_narrow_is_W004() {
    expect(
        "zext(4) of in a, which has 8 bits: use truncate() or resize() to cut it [W004]",
        m -> {
          var a = m.in(8);
          var y = m.out(8);
          here.next();
          y.set(a.zext(4));
        });
  }

  @Test
  void a_sign_extension_that_would_narrow_is_W004() {
    expect(
        "sext(4) of in a, which has 8 bits: cut it with asUInt().truncate() [W004]",
        m -> {
          var a = m.inS(8);
          var y = m.outS(8);
          here.next();
          y.set(a.sext(4));
        });
  }

  @Test
  void a_concatenation_of_nothing_is_W004() {
    expect(
        "cat() of nothing: give at least one part [W004]",
        m -> {
          here.next();
          m.out(1).set(Bits.cat());
        });
  }

  @Test
  void a_vector_of_nothing_is_W004() {
    expect(
        "vector of nothing: give at least one element [W004]",
        m -> {
          here.next();
          m.out(1).set(Vec.of(List.<UInt>of()).get(0));
        });
  }

  @Test
  void a_wire_without_driver_is_D001() {
    expect(
        "wire lost has no driver: drive it with set() [D001]",
        m -> {
          here.next();
          var lost = m.wire(4);
          m.out(4).named("y").set(lost);
        });
  }

  @Test
  void an_output_driven_under_a_condition_only_is_D002() {
    expect(
        "out y is driven under a condition only: give it a default before the when() [D002]",
        m -> {
          var enable = m.inBool();
          var y = m.out(4);
          here.next();
          m.when(enable, () -> y.set(1));
        });
  }

  @Test
  void a_second_unconditional_driver_is_D003() {
    var first = new Line();
    var second = new Line();
    var found =
        findings(
            m -> {
              var y = m.out(4);
              first.next();
              y.set(1);
              second.next();
              y.set(2);
            });
    assertEquals(
        List.of(
            second
                + ": out y is driven here, so that the driver at "
                + first
                + " never counts: remove one, or put the later one under a when() [D003]"),
        found);
  }

  @Test
  void driving_an_expression_is_D004() {
    expect(
        "sum is an expression: set() needs a port, a wire or a register [D004]",
        m -> {
          var a = m.in(4);
          var sum = a.plus(a);
          here.next();
          sum.set(1);
        });
  }

  @Test
  void driving_a_literal_is_D004() {
    expect(
        "literal 3 is an expression: set() needs a port, a wire or a register [D004]",
        _ -> {
          var three = UInt.lit(3, 4);
          here.next();
          three.set(1);
        });
  }

  @Test
  void driving_an_input_of_the_top_module_is_D004() {
    expect(
        "in a of the top module is driven from outside: read it, or make it an out() [D004]",
        m -> {
          var a = m.in(4);
          here.next();
          a.set(1);
        });
  }

  @Test
  void a_childs_input_without_driver_is_D005() {
    expect(
        "in a of child inverter has no driver: drive it with set() [D005]",
        m -> {
          here.next();
          var inverter = new Inverter(m);
          m.outBool().named("y").set(inverter.y);
        });
  }

  @Test
  void a_childs_input_driven_under_a_condition_only_is_D002() {
    expect(
        "in a is driven under a condition only: give it a default before the when() [D002]",
        m -> {
          var enable = m.inBool();
          var inverter = new Inverter(m);
          here.next();
          m.when(enable, () -> inverter.a.set(true));
          m.outBool().named("y").set(inverter.y);
        });
  }

  private static final class Secretive extends Module {
    final Bool hidden;

    Secretive(Module parent, Line declaration) {
      super(parent);
      declaration.next();
      hidden = regBool();
      hidden.set(hidden.not());
    }
  }

  @Test
  void reading_a_signal_inside_a_child_is_H001() {
    expect(
        "reg hidden of Secretive is used in Sketch, which does not contain it: make it a port"
            + " [H001]",
        m -> m.outBool().named("y").set(new Secretive(m, here).hidden));
  }

  private static final class Driven extends Module {
    final UInt y = out(1);

    Driven(Module parent, Line assignment) {
      super(parent);
      assignment.next();
      y.set(1);
    }
  }

  @Test
  void a_child_built_under_a_condition_of_its_parent_is_H002() {
    expect(
        "Driven assigns under a condition of Sketch: make the condition a port [H002]",
        m -> m.when(m.inBool().named("enable"), () -> new Driven(m, here)));
  }

  @Test
  void a_match_that_leaves_constants_out_is_S001() {
    expect(
        "match does not name RUN, DONE: add on() for each, or otherwise() [S001]",
        m -> {
          var state = m.reg(State.IDLE);
          here.next();
          m.match(state).on(State.IDLE, () -> state.set(State.RUN));
        });
  }

  @Test
  void a_constant_named_twice_is_S002() {
    expect(
        "match names IDLE twice: put both bodies into one on() [S002]",
        m -> {
          var state = m.reg(State.IDLE);
          var match = m.match(state).on(State.IDLE, () -> state.set(State.RUN));
          here.next();
          match.on(State.IDLE, () -> state.set(State.DONE)).otherwise(() -> {});
        });
  }

  @Test
  void a_combinational_loop_is_L001() {
    var toX = new Line();
    var toY = new Line();
    var found =
        findings(
            m -> {
              var x = m.wireBool();
              var y = m.outBool();
              toX.next();
              x.set(y.not());
              toY.next();
              y.set(x);
            });
    assertEquals(
        List.of(
            "%s: combinational loop: y (%s) <- x (%s) <- y: put a register into it [L001]"
                .formatted(toY, toY, toX)),
        found);
  }

  @Test
  void a_memory_of_one_word_is_M001() {
    expect(
        "memory of 1 words of 8 bits: at least 2 words of 1 bit [M001]",
        m -> {
          here.next();
          var ram = m.mem(1, 8);
          m.out(8).set(ram.read(m.in(1)));
        });
  }

  @Test
  void an_address_wider_than_the_memory_is_M002() {
    expect(
        "address in address has 4 bits, a memory of 8 words takes 3: cut it with slice() [M002]",
        m -> {
          var address = m.in(4);
          var ram = m.mem(8, 8);
          var y = m.out(8);
          here.next();
          y.set(ram.read(address));
        });
  }

  @Test
  void two_ports_of_one_explicit_name_are_N001() {
    expect(
        "go is taken, a word of Verilog, or no name in it: choose another one [N001]",
        m -> {
          m.inBool().named("go");
          here.next();
          m.outBool().named("go").set(true);
        });
  }

  @Test
  void a_port_named_like_a_word_of_Verilog_is_N001() {
    expect(
        "output is taken, a word of Verilog, or no name in it: choose another one [N001]",
        m -> {
          here.next();
          m.outBool().named("output").set(true);
        });
  }

  @Test
  void a_port_with_a_name_that_Verilog_cannot_write_is_N001() {
    expect(
        "größe is taken, a word of Verilog, or no name in it: choose another one [N001]",
        m -> {
          here.next();
          m.outBool().named("größe").set(true);
        });
  }

  private static final class Ring extends Module {
    Ring(Module parent, int places) {
      require(places >= 3, "a Ring of %d places: at least 3".formatted(places));
      super(parent);
    }
  }

  @Test
  void a_parameter_out_of_range_is_P001_at_the_line_that_gives_it() {
    expect(
        "a Ring of 2 places: at least 3 [P001]",
        m -> {
          here.next();
          new Ring(m, 2);
        });
  }

  @Test
  void every_rule_has_a_title() {
    for (Rule rule : Rule.values()) {
      assertFalse(rule.title().isBlank(), rule::name);
    }
  }
}
