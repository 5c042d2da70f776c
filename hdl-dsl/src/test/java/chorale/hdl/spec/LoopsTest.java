package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.spec.Sketch.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Combinational loops through signals and children. */
final class LoopsTest {
  /** Two paths: one without a clock, one through a register. */
  private static final class Paths extends Module {
    final Bool a = inBool();
    final Bool b = inBool();
    final Bool direct = outBool();
    final Bool stored = outBool();

    Paths(Module parent) {
      super(parent);
      direct.set(a.not());
      stored.set(delayed(b));
    }
  }

  @Test
  void a_loop_through_a_child_is_shown_with_its_path() {
    var child = new Line();
    var feedback = new Line();
    var found =
        Sketch.findings(
            m -> {
              child.next();
              var paths = new Paths(m);
              var back = m.wireBool();
              feedback.next();
              back.set(paths.direct.and(m.inBool().named("enable")));
              paths.a.set(back);
              paths.b.set(back);
              m.outBool().named("y").set(paths.stored);
            });
    assertEquals(
        List.of(
            ("%s: combinational loop: back (%s) <- paths_direct (%s) <- back:"
                    + " put a register into it [L001]")
                .formatted(feedback, feedback, child)),
        found);
  }

  @Test
  void a_register_inside_a_child_breaks_the_loop() {
    assertEquals(
        List.of(),
        Sketch.findings(
            m -> {
              var paths = new Paths(m);
              paths.a.set(paths.stored);
              paths.b.set(paths.direct);
              m.outBool().named("y").set(paths.direct);
            }));
  }

  @Test
  void a_loop_through_two_children_is_found() {
    var found =
        Sketch.findings(
            m -> {
              var one = new Paths(m);
              var two = new Paths(m);
              one.a.set(two.direct);
              two.a.set(one.direct);
              one.b.set(false);
              two.b.set(false);
            });
    assertEquals(1, found.size(), found::toString);
  }

  @Test
  void a_register_breaks_a_loop() {
    assertEquals(
        List.of(),
        Sketch.findings(
            m -> {
              var count = m.reg(4);
              count.set(count.plus(1));
            }));
  }

  @Test
  void a_signal_that_depends_on_itself_in_a_condition_is_a_loop() {
    var assignment = new Line();
    var found =
        Sketch.findings(
            m -> {
              var y = m.outBool();
              assignment.next();
              y.set(false);
              m.when(y, () -> y.set(true));
            });
    assertEquals(
        List.of(
            "%s: combinational loop: y (%s) <- y: put a register into it [L001]"
                .formatted(assignment, assignment)),
        found);
  }

  private enum State {
    IDLE,
    RUN
  }

  /** How many loops there are if {@code y}, which is {@code back}, is driven in that way. */
  private static int loops(Drive drive) {
    var found =
        Sketch.findings(
            m -> {
              var back = m.wireBool().named("back");
              var y = m.outBool().named("y");
              back.set(y);
              drive.drive(m, back, y);
            });
    return (int) found.stream().filter(f -> f.endsWith("[L001]")).count();
  }

  private interface Drive {
    void drive(Sketch m, Bool back, Bool y);
  }

  @Test
  void a_loop_goes_through_any_branch_and_any_arm() {
    Drive yes = (m, back, y) -> m.when(m.inBool(), () -> y.set(back)).otherwise(() -> y.set(true));
    Drive no = (m, back, y) -> m.when(m.inBool(), () -> y.set(true)).otherwise(() -> y.set(back));
    Drive arm =
        (m, back, y) ->
            m.match(m.in(State.class))
                .on(State.RUN, () -> y.set(back))
                .otherwise(() -> y.set(true));
    Drive rest =
        (m, back, y) ->
            m.match(m.in(State.class))
                .on(State.RUN, () -> y.set(true))
                .otherwise(() -> y.set(back));
    Drive none = (m, _, y) -> m.when(m.inBool(), () -> y.set(false)).otherwise(() -> y.set(true));
    assertEquals(
        List.of(1, 1, 1, 1, 0),
        List.of(loops(yes), loops(no), loops(arm), loops(rest), loops(none)));
  }

  @Test
  void a_loop_goes_through_the_subject_of_a_match() {
    var found =
        Sketch.findings(
            m -> {
              var state = m.wire(State.class).named("state");
              m.match(state)
                  .on(State.IDLE, () -> state.set(State.RUN))
                  .on(State.RUN, () -> state.set(State.IDLE));
            });
    assertEquals(1, found.size(), found::toString);
  }

  @Test
  void a_loop_goes_through_the_address_of_a_memory() {
    assertEquals(
        1, loops((m, back, y) -> y.set(m.mem(2, 1).named("words").read(back.asUInt()).bit(0))));
  }

  @Test
  void what_is_stored_and_checked_at_the_clock_is_no_loop() {
    assertEquals(
        0,
        loops(
            (m, back, y) -> {
              var words = m.mem(2, 1).named("words");
              words.write(back.asUInt(), y.asUInt());
              m.assertThat(y, "y");
              y.set(words.read(m.in(1)).bit(0));
            }));
  }
}
