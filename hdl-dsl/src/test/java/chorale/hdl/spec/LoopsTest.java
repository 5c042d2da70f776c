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
}
