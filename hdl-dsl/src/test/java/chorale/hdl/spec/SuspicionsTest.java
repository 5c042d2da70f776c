package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which states count as entered, which registers as set, which outputs as read. */
final class SuspicionsTest {
  private enum State {
    IDLE,
    RUN,
    DONE
  }

  /** A state machine and a register, used as the test says. */
  private static final class Machine {
    final Sketch m;
    final Choice<State> state;
    final Bool p;

    Machine(Sketch m) {
      this.m = m;
      state = m.reg(State.IDLE).named("state");
      p = m.inBool().named("p");
    }
  }

  /** The states that are said never to be entered. */
  private static List<String> missing(Consumer<Machine> design) {
    return Sketch.findings(m -> design.accept(new Machine(m))).stream()
        .filter(f -> f.endsWith("[U003]"))
        .map(f -> f.replaceFirst(".*state (\\w+) of.*", "$1"))
        .toList();
  }

  @Test
  void a_state_that_is_set_somewhere_is_entered() {
    assertEquals(List.of("DONE"), missing(d -> d.m.when(d.p, () -> d.state.set(State.RUN))));
    assertEquals(
        List.of("RUN"),
        missing(d -> d.m.when(d.p, () -> {}).otherwise(() -> d.state.set(State.DONE))));
  }

  @Test
  void a_step_from_a_state_that_is_never_entered_does_not_count() {
    assertEquals(
        List.of("DONE", "RUN"),
        missing(
            d ->
                d.m
                    .match(d.state)
                    .on(State.RUN, () -> d.state.set(State.DONE))
                    .on(State.DONE, () -> d.state.set(State.RUN))
                    .otherwise(() -> {})));
    assertEquals(
        List.of("DONE", "RUN"),
        missing(
            d -> {
              d.m.when(d.state.is(State.DONE), () -> d.state.set(State.RUN));
              d.m.when(d.p.and(d.state.is(State.RUN)), () -> d.state.set(State.DONE));
            }));
  }

  @Test
  void a_step_counts_from_each_state_that_its_conditions_allow() {
    assertEquals(
        List.of(),
        missing(
            d -> {
              d.m.when(d.state.is(State.RUN), () -> d.state.set(State.DONE));
              d.m.when(d.state.is(State.IDLE).and(d.p), () -> d.state.set(State.RUN));
            }));
    assertEquals(
        List.of("DONE"),
        missing(
            d ->
                d.m
                    .match(d.state)
                    .on(State.IDLE, () -> d.state.set(State.RUN))
                    .on(State.DONE, () -> d.state.set(State.DONE))
                    .otherwise(() -> d.state.set(State.IDLE))));
    assertEquals(
        List.of(),
        missing(
            d -> {
              d.m.when(d.state.is(State.RUN), () -> {}).otherwise(() -> d.state.set(State.RUN));
              d.m.when(d.state.asUInt().eq(1), () -> d.state.set(State.DONE));
            }));
  }

  @Test
  void the_rest_of_a_match_stands_for_the_states_that_no_arm_names() {
    assertEquals(
        List.of("DONE", "RUN"),
        missing(
            d ->
                d.m
                    .match(d.state)
                    .on(State.IDLE, () -> {})
                    .otherwise(() -> d.state.set(State.RUN))));
    assertEquals(
        List.of("DONE"),
        missing(
            d ->
                d.m
                    .match(d.state)
                    .on(State.DONE, () -> {})
                    .otherwise(() -> d.state.set(State.RUN))));
  }

  @Test
  void a_choice_enters_both_and_any_other_expression_all() {
    assertEquals(
        List.of("IDLE"),
        missing(
                d -> {
                  var other = d.m.reg(State.RUN).named("other");
                  other.set(State.DONE);
                  d.m.when(d.p, () -> d.state.set(other));
                })
            .subList(0, 1));
    assertEquals(
        List.of(),
        missing(
            d -> {
              var input = d.m.in(State.class);
              d.m.when(d.p, () -> d.state.set(input));
            }));
  }

  @Test
  void checks_and_stores_set_nothing() {
    var found =
        Sketch.findings(
            m -> {
              var kept = m.reg(4);
              var a = m.in(4);
              var p = m.inBool();
              m.when(
                  p,
                  () -> {
                    m.assertThat(p, "p");
                    m.printf("%d", kept);
                    m.mem(16, 4).write(a, kept);
                  });
            });
    assertEquals(1, found.size(), found::toString);
    assertEquals("[U002]", found.getFirst().substring(found.getFirst().lastIndexOf(' ') + 1));
  }

  @Test
  void a_register_that_is_set_in_any_branch_or_arm_is_set() {
    assertEquals(
        List.of(),
        Sketch.findings(
            m -> {
              var input = m.in(State.class);
              var p = m.inBool();
              var r = m.reg(4);
              var s = m.reg(4);
              var t = m.reg(4);
              m.match(input).on(State.RUN, () -> r.set(1)).otherwise(() -> s.set(1));
              m.when(p, () -> {}).otherwise(() -> t.set(1));
              m.out(4).named("y").set(r.xor(s).xor(t));
            }));
  }

  private static final class Pair extends Module {
    final Bool used = outBool();
    final Bool spare = outBool();

    Pair(Module parent) {
      super(parent);
      used.set(true);
      spare.set(false);
    }
  }

  @Test
  void an_output_that_one_child_of_the_class_uses_may_be_left_over_at_another() {
    assertEquals(
        List.of("out spare of child one is not read: use it, or mark it optional() [U001]"),
        Sketch.findings(
                m -> {
                  var one = new Pair(m);
                  m.outBool().named("y").set(one.used);
                })
            .stream()
            .map(f -> f.replaceFirst("^\\w+\\.java:\\d+: warning: |^\\w+\\.java:\\d+: ", ""))
            .toList());
    assertEquals(
        List.of(),
        Sketch.findings(
            m -> {
              var one = new Pair(m);
              var two = new Pair(m);
              m.outBool().named("y").set(one.used);
              m.outBool().named("z").set(two.spare);
            }));
  }
}
