package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Registers: what they are after reset, and values of the cycle before. */
final class DelayTest {
  private static ModuleIr top(Consumer<Sketch> design) {
    return Sketch.elaborate(design).top();
  }

  @Test
  void a_value_one_cycle_later_has_its_type_and_is_0_after_reset() {
    var top =
        top(
            m -> {
              m.out(4).named("x").set(m.delayed(m.in(4).named("a")).named("one"));
              m.outS(3).named("y").set(m.delayed(m.inS(3).named("s")).named("two"));
              m.outBool().named("z").set(m.delayed(m.inBool().named("p")).named("three"));
            });
    assertEquals("one = a; two = s; three = p", IrText.clocked(top));
    assertEquals(List.of("x = one", "y = two", "z = three"), IrText.nets(top));
    assertEquals(
        List.of("0:4", "0:3", "0:1"),
        top.registers().stream().map(r -> IrText.expr(r.init())).toList());
    assertEquals(
        List.of(false, true, false),
        top.registers().stream().map(ModuleIr.Register::signed).toList());
  }

  @Test
  void a_delay_with_enable_keeps_its_value_without() {
    var top =
        top(
            m -> {
              var a = m.in(4);
              var p = m.inBool();
              m.out(4).named("y").set(m.delayed(a, p).named("kept"));
            });
    assertEquals("if p { kept = a }", IrText.clocked(top));
    assertEquals(List.of("y = kept"), IrText.nets(top));
  }

  @Test
  void a_register_has_the_value_that_reset_gives_it() {
    var top =
        top(
            m -> {
              m.reg(4, 9);
              m.reg(70, BigInteger.ONE.shiftLeft(69));
              m.regS(4);
              m.regBool(true);
              m.regWithoutReset(4);
            });
    assertEquals(
        List.of("9:4", BigInteger.ONE.shiftLeft(69) + ":70", "0:4", "1:1", "none"),
        top.registers().stream()
            .map(r -> r.init() == null ? "none" : IrText.expr(r.init()))
            .toList());
    assertEquals(
        List.of(false, false, true, false),
        top.registers().stream()
            .map(ModuleIr.Register::init)
            .filter(i -> i != null)
            .map(Expr.Const::signed)
            .toList());
  }
}
