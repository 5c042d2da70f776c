package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.UInt;
import chorale.hdl.ir.ModuleIr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@code when}, {@code match} and constant conditions become. */
final class ControlTest {
  private enum State {
    IDLE,
    RUN,
    DONE
  }

  private static ModuleIr top(Consumer<Sketch> design) {
    return Sketch.elaborate(design).top();
  }

  @Test
  void one_unconditional_driver_is_a_net() {
    var top =
        top(
            m -> {
              var a = m.in(4);
              m.out(4).named("y").set(a);
            });
    assertEquals(List.of("y = a"), IrText.nets(top));
    assertEquals(List.of(), top.processes());
  }

  @Test
  void a_chain_of_conditions_is_an_if_else() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              var b = m.inBool();
              var y = m.out(2);
              m.when(a, () -> y.set(1)).elseWhen(b, () -> y.set(2)).otherwise(() -> y.set(3));
            });
    assertEquals(
        List.of("y { if a { y = 1:2 } else { if b { y = 2:2 } else { y = 3:2 } } }"),
        IrText.processes(top));
  }

  @Test
  void a_default_comes_before_the_conditions_that_override_it() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              var b = m.inBool();
              var y = m.out(2);
              y.set(0);
              m.when(a, () -> y.set(1));
              m.when(b, () -> y.set(2));
            });
    assertEquals(
        List.of("y { y = 0:2; if a { y = 1:2 }; if b { y = 2:2 } }"), IrText.processes(top));
  }

  @Test
  void each_wire_takes_its_part_of_a_shared_condition() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              var x = m.out(1);
              var y = m.out(1);
              m.when(
                      a,
                      () -> {
                        x.set(1);
                        y.set(0);
                      })
                  .otherwise(
                      () -> {
                        x.set(0);
                        y.set(1);
                      });
            });
    assertEquals(
        List.of(
            "x { if a { x = 1:1 } else { x = 0:1 } }", "y { if a { y = 0:1 } else { y = 1:1 } }"),
        IrText.processes(top));
  }

  @Test
  void registers_under_one_condition_stay_together() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              var x = m.reg(1);
              var y = m.reg(1);
              m.when(
                  a,
                  () -> {
                    x.set(1);
                    m.when(x.bit(0), () -> y.set(x));
                  });
            });
    assertEquals("if a { x = 1:1; if x { y = x } }", IrText.clocked(top));
  }

  @Test
  void a_register_without_assignment_keeps_its_value() {
    assertEquals("", IrText.clocked(top(m -> m.out(4).named("y").set(m.reg(4)))));
  }

  @Test
  void a_match_is_a_case_over_the_enums_constants() {
    var top =
        top(
            m -> {
              var state = m.reg(State.IDLE);
              m.match(state)
                  .on(State.IDLE, () -> state.set(State.RUN))
                  .on(State.RUN, () -> state.set(State.DONE))
                  .on(State.DONE, () -> {});
            });
    assertEquals(
        "case state State_IDLE: { state = State_RUN } State_RUN: { state = State_DONE }"
            + " State_DONE: {  }",
        IrText.clocked(top));
    assertEquals("State_IDLE", top.registers().getFirst().init().name());
    assertEquals(2, top.registers().getFirst().width());
  }

  @Test
  void otherwise_takes_the_constants_that_are_not_named() {
    var top =
        top(
            m -> {
              var state = m.reg(State.IDLE);
              var busy = m.outBool();
              m.match(state).on(State.IDLE, () -> busy.set(false)).otherwise(() -> busy.set(true));
            });
    assertEquals(
        List.of("busy { case state State_IDLE: { busy = 0:1 } default: { busy = 1:1 } }"),
        IrText.processes(top));
  }

  @Test
  void a_match_with_every_constant_drives_on_every_path() {
    var top =
        top(
            m -> {
              var state = m.reg(State.IDLE);
              var code = m.out(2);
              m.match(state)
                  .on(State.IDLE, () -> code.set(3))
                  .on(State.RUN, () -> code.set(1))
                  .on(State.DONE, () -> code.set(2));
            });
    assertEquals(1, top.processes().size());
  }

  @Test
  void a_match_arm_without_assignment_leaves_a_wire_undriven() {
    var found =
        Sketch.findings(
            m -> {
              var state = m.reg(State.IDLE);
              var code = m.out(2);
              m.match(state).on(State.IDLE, () -> code.set(3)).otherwise(() -> {});
            });
    assertEquals(1, found.size());
    assertEquals("[D002]", found.getFirst().substring(found.getFirst().lastIndexOf(' ') + 1));
  }

  @Test
  void what_stands_under_a_false_constant_vanishes() {
    var top =
        top(
            m -> {
              var x = m.reg(4);
              var y = m.out(4);
              y.set(1);
              m.when(
                  Bool.lit(false),
                  () -> {
                    y.set(2);
                    x.set(3);
                  });
            });
    assertEquals(List.of("y = 1:4"), IrText.nets(top));
    assertEquals("", IrText.clocked(top));
  }

  @Test
  void what_stands_under_a_true_constant_replaces_what_came_before() {
    var top =
        top(
            m -> {
              var y = m.out(4);
              y.set(1);
              m.when(Bool.lit(true), () -> y.set(2));
            });
    assertEquals(List.of("y = 2:4"), IrText.nets(top)); // no process that reads nothing
  }

  @Test
  void what_stands_under_a_true_constant_is_unconditional() {
    var top =
        top(
            m -> {
              var x = m.reg(4);
              var y = m.out(4);
              m.when(
                      Bool.lit(true),
                      () -> {
                        y.set(2);
                        x.set(3);
                      })
                  .otherwise(() -> y.set(1));
            });
    assertEquals(List.of("y = 2:4"), IrText.nets(top));
    assertEquals("x = 3:4", IrText.clocked(top));
  }

  @Test
  void a_constant_is_dropped_from_and_and_or() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              m.outBool().named("x").set(Bool.lit(true).and(a));
              m.outBool().named("y").set(a.or(Bool.lit(true)));
              m.outBool().named("z").set(a.and(Bool.lit(false)));
            });
    assertEquals(List.of("x = a", "y = 1:1", "z = 0:1"), IrText.nets(top));
  }

  @Test
  void an_override_under_a_condition_does_not_make_the_default_dead() {
    assertEquals(
        List.of(),
        Sketch.findings(
            m -> {
              var a = m.inBool();
              var y = m.out(4);
              y.set(1);
              m.when(a, () -> y.set(2));
            }));
  }

  @Test
  void an_assignment_after_a_condition_makes_the_condition_dead() {
    var found =
        Sketch.findings(
            m -> {
              var a = m.inBool();
              var y = m.reg(4);
              m.when(a, () -> y.set(2));
              y.set(1);
            });
    assertEquals(1, found.size());
    assertEquals("[D003]", found.getFirst().substring(found.getFirst().lastIndexOf(' ') + 1));
  }

  @Test
  void two_drivers_in_one_branch_are_found_too() {
    var found =
        Sketch.findings(
            m -> {
              var a = m.inBool();
              var y = m.reg(4);
              m.when(
                  a,
                  () -> {
                    y.set(2);
                    y.set(1);
                  });
            });
    assertEquals(1, found.size());
    assertEquals("[D003]", found.getFirst().substring(found.getFirst().lastIndexOf(' ') + 1));
  }

  @Test
  void two_writes_to_a_memory_are_no_conflict() {
    assertEquals(
        "ram[a] = 1:4; ram[b] = 2:4",
        IrText.clocked(
            top(
                m -> {
                  var a = m.in(2);
                  var b = m.in(2);
                  var ram = m.mem(4, 4);
                  ram.write(a, UInt.lit(1, 4));
                  ram.write(b, UInt.lit(2, 4));
                })));
  }

  @Test
  void a_value_that_statements_use_twice_is_one_net() {
    var uses = new ArrayList<BiConsumer<Sketch, UInt>>();
    uses.add((m, sum) -> m.reg(4).named("r").set(sum));
    uses.add((m, sum) -> m.when(sum.eq(3), () -> m.reg(4).named("r").set(1)));
    uses.add((m, sum) -> m.when(m.inBool(), () -> {}).otherwise(() -> m.reg(4).set(sum)));
    uses.add(
        (m, sum) ->
            m.match(m.in(State.class)).on(State.RUN, () -> m.reg(4).set(sum)).otherwise(() -> {}));
    uses.add(
        (m, sum) ->
            m.match(m.in(State.class)).on(State.RUN, () -> {}).otherwise(() -> m.reg(4).set(sum)));
    uses.add((m, sum) -> m.mem(16, 4).write(sum, UInt.lit(1, 4)));
    uses.add((m, sum) -> m.mem(16, 4).write(UInt.lit(1, 4), sum));
    uses.add((m, sum) -> m.assertThat(sum.eq(3), "3"));
    uses.add((m, sum) -> m.printf("%d", sum));
    uses.add(
        (m, sum) -> {
          var y = m.out(4).named("z");
          y.set(0);
          m.when(m.inBool(), () -> y.set(sum));
        });
    for (var use : uses) {
      var top =
          top(
              m -> {
                var sums = List.of(m.in(4).named("a").plus(m.in(4).named("b")));
                m.out(4).named("y").set(sums.getFirst());
                use.accept(m, sums.getFirst());
              });
      var nets = IrText.nets(top);
      assertEquals(List.of("y_sum = ADD:4(a, b)", "y = y_sum"), nets.subList(0, 2));
    }
  }
}
