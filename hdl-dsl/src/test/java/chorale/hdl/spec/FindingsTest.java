package chorale.hdl.spec;

import static chorale.hdl.spec.Sketch.findings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.hdl.Bool;
import chorale.hdl.HdlException;
import chorale.hdl.Module;
import chorale.hdl.spec.Sketch.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of several findings. */
final class FindingsTest {
  @Test
  void findings_are_collected_and_sorted_by_line() {
    var first = new Line();
    var second = new Line();
    var found =
        findings(
            m -> {
              var a = m.in(8);
              Runnable later =
                  () -> {
                    first.next();
                    m.out(4).named("x").set(a);
                  };
              second.next();
              m.out(1).named("y").set(a.slice(9, 9));
              later.run();
            });
    assertEquals(
        List.of(
            first
                + ": out x has 4 bits, its source in a has 8: cut it with slice() or widen the"
                + " signal [W002]",
            second
                + ": slice(9, 9) of in a, which has 8 bits: indices run from 0 to 7, the higher"
                + " first [W003]"),
        found);
  }

  @Test
  void findings_of_all_modules_come_together() {
    var inChild = new Line();
    var inParent = new Line();
    var found =
        findings(
            m -> {
              inParent.next();
              var lost = m.wire(4);
              m.out(4).named("y").set(lost);
              m.outBool().named("z").set(new Forgetful(m, inChild).y);
            });
    assertEquals(
        List.of(
            inParent + ": wire lost has no driver: drive it with set() [D001]",
            inChild + ": out y has no driver: drive it with set() [D001]"),
        found);
  }

  private static final class Forgetful extends Module {
    final Bool y;

    Forgetful(Module parent, Line declaration) {
      super(parent);
      declaration.next();
      y = outBool();
    }
  }

  @Test
  void an_error_that_ends_the_elaboration_brings_the_findings_before_it() {
    var found =
        findings(
            m -> {
              m.out(4).named("x").set(16);
              m.mem(1, 8);
            });
    assertEquals(2, found.size(), found::toString);
  }

  @Test
  void the_exception_lists_each_finding_once() {
    var thrown =
        assertThrows(
            HdlException.class,
            () ->
                Sketch.elaborate(
                    m -> {
                      var a = m.in(8);
                      for (int i = 0; i < 3; i++) {
                        m.out(4).named("x").set(a);
                      }
                      m.out(1).named("y").set(a.slice(9, 9));
                    }));
    assertEquals(3, thrown.diagnostics().size()); // of W002, W003 and N001 one each
    assertEquals(3, thrown.getMessage().lines().count());
  }
}
