package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chorale.hdl.Bool;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Reset;
import chorale.hdl.ir.Stmt;
import chorale.hdl.spec.Sketch.Line;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Checks and printed lines in hardware, and the domains that they belong to. */
final class ChecksTest {
  private static ModuleIr top(Consumer<Sketch> design) {
    return Sketch.elaborate(design).top();
  }

  @Test
  void each_kind_of_check_keeps_its_condition_and_its_message_on_one_line() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              m.assertThat(a, "holds\nalways");
              m.assume(a, "taken for granted");
              m.cover(a, "is reached");
            });
    assertEquals(
        "ASSERT a \"holds always\"; ASSUME a \"taken for granted\"; COVER a \"is reached\"",
        IrText.clocked(top));
  }

  @Test
  void a_check_stands_under_its_conditions() {
    assertEquals(
        "if a { ASSERT b \"b\" } else { PRINT \"b %b\" }",
        IrText.clocked(
            top(
                m -> {
                  var a = m.inBool();
                  var b = m.inBool();
                  m.when(a, () -> m.assertThat(b, "b")).otherwise(() -> m.printf("b %b", b));
                })));
  }

  @Test
  void a_module_with_nothing_but_a_check_has_clock_and_reset() {
    var top = top(m -> m.assertThat(m.inBool().named("a"), "a"));
    assertEquals(List.of("clock", "reset", "a"), IrText.declared(top));
    assertEquals("reset", top.domains().getFirst().reset());
  }

  @Test
  void a_printed_line_has_its_arguments_in_order() {
    var top =
        top(
            m -> {
              var a = m.in(4);
              var b = m.inBool();
              m.printf("%0d of %h\t%%, %b", a, a.plus(1), b);
            });
    var print = (Stmt.Print) top.clocked().getFirst();
    assertEquals("%0d of %h %%, %b", print.format());
    assertEquals(
        List.of("a", "ADD:4(a, 1:4)", "b"), print.arguments().stream().map(IrText::expr).toList());
  }

  @Test
  void a_format_that_does_not_fit_its_arguments_is_C001() {
    for (String format : List.of("%d %d", "none %%", "%s", "%d 100%")) {
      var here = new Line();
      var found =
          Sketch.findings(
              m -> {
                var a = m.in(4);
                here.next();
                m.printf(format, a);
              });
      assertEquals(
          List.of(
              here
                  + (": printf(\""
                      + format
                      + "\") with 1 arguments: give one %d, %h or %b for each,")
                  + " and %% for a percent sign [C001]"),
          found);
    }
  }

  @Test
  void a_check_belongs_to_the_domain_that_it_is_made_in() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              var other = m.clockDomain();
              var kept = m.regWithoutReset(1);
              kept.set(a.asUInt());
              m.within(
                  other,
                  () -> {
                    m.assertThat(a, "there");
                    m.when(a, () -> m.printf("there"));
                  });
            });
    var own = top.domains().get(0);
    var other = top.domains().get(1);
    assertEquals(1, own.clocked().size());
    assertNull(own.reset()); // nothing there is reset
    assertEquals("other_reset", other.reset());
    assertEquals(2, other.clocked().size());
  }

  @Test
  void a_condition_is_left_out_of_a_domain_where_nothing_hangs_on_it() {
    var top =
        top(
            m -> {
              var a = m.inBool();
              var own = m.reg(1);
              var other = m.clockDomain();
              var there = m.within(other, () -> m.reg(1));
              there.acrossDomains();
              m.when(a, () -> own.set(1)).otherwise(() -> there.set(1));
              var state = m.reg(Reset.SYNC);
              m.match(state).on(Reset.SYNC, () -> own.set(0)).otherwise(() -> {});
              m.when(Bool.lit(false), () -> m.assertThat(a, "never"));
            });
    assertEquals(2, top.domains().get(0).clocked().size());
    assertEquals(1, top.domains().get(1).clocked().size());
  }

  @Test
  void a_check_drives_nothing() {
    assertEquals(
        1,
        Sketch.findings(
                m -> {
                  var a = m.inBool();
                  var y = m.outBool();
                  m.when(a, () -> y.set(true)).otherwise(() -> m.assertThat(a, "a"));
                })
            .size());
  }
}
