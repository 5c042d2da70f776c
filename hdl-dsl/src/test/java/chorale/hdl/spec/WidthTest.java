package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.math.BigInteger;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Widths of operators' results, and what becomes of operands of unequal width. */
final class WidthTest {
  /** The value of {@code y = f(a, b)} with a of 4 bits and b of 6, and its width. */
  private static String unsigned(BiFunction<UInt, UInt, Bits> f) {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.in(4);
                  var b = m.in(6);
                  UInt value = f.apply(a, b).asUInt();
                  m.out(value.width()).named("y").set(value);
                })
            .top();
    return String.join("; ", IrText.nets(top)) + " : " + top.port("y").width();
  }

  /** As {@link #unsigned}, with signed operands. */
  private static String signed(BiFunction<SInt, SInt, SInt> f) {
    var top =
        Sketch.elaborate(
                m -> {
                  var a = m.inS(4);
                  var b = m.inS(6);
                  drive(m, f.apply(a, b));
                })
            .top();
    return String.join("; ", IrText.nets(top)) + " : " + top.port("y").width();
  }

  private static void drive(Sketch m, SInt value) {
    m.outS(value.width()).named("y").set(value);
  }

  @Test
  void a_sum_wraps_at_the_wider_operand() {
    assertEquals("y = ADD:6(EXTEND:6(a), b) : 6", unsigned(UInt::plus));
  }

  @Test
  void a_sum_with_carry_is_a_bit_wider() {
    assertEquals("y = ADD:7(EXTEND:7(a), EXTEND:7(b)) : 7", unsigned(UInt::plusCarry));
  }

  @Test
  void a_difference_wraps_at_the_wider_operand() {
    assertEquals("y = SUB:6(b, EXTEND:6(a)) : 6", unsigned((a, b) -> b.minus(a)));
  }

  @Test
  void a_product_is_as_wide_as_both_operands_together() {
    assertEquals("y = MUL:10(a, b) : 10", unsigned(UInt::times));
  }

  @Test
  void a_signed_sum_extends_by_sign() {
    assertEquals("y = ADD:6s(EXTEND:6s(a), b) : 6", signed(SInt::plus));
  }

  @Test
  void a_signed_product_is_exact() {
    assertEquals("y = MUL:10s(a, b) : 10", signed(SInt::times));
  }

  @Test
  void a_product_stands_inside_a_signed_sum() {
    assertEquals(
        "y = ADD:12s(EXTEND:12s(MUL:10s(a, b)), EXTEND:12s(a)) : 12",
        signed((a, b) -> a.times(b).sext(12).plus(a)));
  }

  @Test
  void a_product_stands_in_a_sum_of_its_own_width_too() {
    assertEquals(
        "y = SUB:10s(MUL:10s(a, b), EXTEND:10s(a)) : 10", signed((a, b) -> a.times(b).minus(a)));
  }

  @Test
  void a_signed_product_that_is_not_assigned_as_it_stands_is_a_net_of_its_width() {
    assertEquals(
        "y_product = MUL:10s(a, b); y = MUL:14s(y_product, a) : 14",
        signed((a, b) -> a.times(b).times(a)));
    assertEquals(
        "y_product = MUL:10s(a, b); y_value = CAST:10(y_product); y = CAST:5s(y_value[4:0]) : 5",
        signed((a, b) -> a.times(b).asUInt().truncate(5).asSInt()));
  }

  @Test
  void a_comparison_that_always_or_never_holds_is_a_constant() {
    assertEquals("y = 0:1 : 1", unsigned((a, _) -> a.lt(0)));
    assertEquals("y = 1:1 : 1", unsigned((a, _) -> a.ge(0)));
    assertEquals("y = 1:1 : 1", unsigned((a, _) -> a.le(15)));
    assertEquals("y = 0:1 : 1", unsigned((a, _) -> a.gt(15)));
    assertEquals("y = LT:1(a, 15:4) : 1", unsigned((a, _) -> a.lt(15)));
    assertEquals("y = LE:1(a, 0:4) : 1", unsigned((a, _) -> a.le(0)));
  }

  @Test
  void comparisons_extend_and_have_one_bit() {
    assertEquals("y = LT:1(EXTEND:6(a), b) : 1", unsigned(UInt::lt));
    assertEquals("y = LT:1(b, EXTEND:6(a)) : 1", unsigned(UInt::gt));
    assertEquals("y = LE:1(b, EXTEND:6(a)) : 1", unsigned(UInt::ge));
    assertEquals("y = NE:1(a, 3:4) : 1", unsigned((a, _) -> a.ne(3)));
  }

  @Test
  void a_shift_left_by_a_constant_widens() {
    assertEquals("y = CONCAT:7(a, 0:3) : 7", unsigned((a, _) -> a.shl(3)));
  }

  @Test
  void a_shift_right_by_a_constant_narrows_down_to_one_bit() {
    assertEquals("y = b[5:2] : 4", unsigned((_, b) -> b.shr(2)));
    assertEquals("y = 0:1 : 1", unsigned((_, b) -> b.shr(6)));
  }

  @Test
  void a_shift_by_nothing_is_the_value_itself() {
    var a = UInt.lit(5, 4);
    assertSame(a, a.shl(0));
    assertSame(a, a.shr(0));
  }

  @Test
  void a_shift_by_a_value_keeps_the_width() {
    assertEquals("y = SHL:4(a, b) : 4", unsigned(UInt::shl));
    assertEquals("y = SHR:4(a, b) : 4", unsigned(UInt::shr));
  }

  @Test
  void a_slice_of_a_slice_is_one_slice() {
    assertEquals("y = b[3:2] : 2", unsigned((_, b) -> b.slice(4, 1).slice(2, 1)));
  }

  @Test
  void a_slice_of_everything_is_the_value_itself() {
    assertEquals("y = b : 6", unsigned((_, b) -> b.slice(5, 0)));
  }

  @Test
  void a_slice_of_a_constant_is_a_constant() {
    assertEquals("y = 5:3 : 3", unsigned((_, _) -> UInt.lit(0b110101, 6).slice(2, 0)));
  }

  @Test
  void a_slice_of_a_named_slice_keeps_the_name() {
    assertEquals(
        "middle = b[4:1]; y = middle[2:1] : 2",
        unsigned((_, b) -> b.slice(4, 1).named("middle").slice(2, 1)));
  }

  @Test
  void resize_cuts_or_extends() {
    assertEquals("y = b[2:0] : 3", unsigned((_, b) -> b.resize(3)));
    assertEquals("y = EXTEND:9(b) : 9", unsigned((_, b) -> b.resize(9)));
    assertEquals("y = b : 6", unsigned((_, b) -> b.resize(6)));
  }

  @Test
  void a_choice_has_the_wider_width() {
    assertEquals(
        "y = MUX:6(REDUCE_OR:1(a), EXTEND:6(a), b) : 6", unsigned((a, b) -> a.any().mux(a, b)));
  }

  @Test
  void a_concatenation_has_the_first_part_on_top() {
    assertEquals("y = CONCAT:10(a, b) : 10", unsigned((a, b) -> Bits.cat(a, b)));
  }

  @Test
  void a_vector_is_indexed_by_a_tree_of_multiplexers() {
    assertEquals(
        "y = MUX:6(a[1:1], b, MUX:6(a[0:0], b, EXTEND:6(a))) : 6",
        unsigned((a, b) -> Vec.of(List.of(a, b, b)).at(a)));
  }

  @Test
  void a_bit_by_value_is_a_shift() {
    assertEquals("y_value = SHR:6(b, a); y = y_value[0:0] : 1", unsigned((a, b) -> b.bit(a)));
  }

  @Test
  void a_literal_is_extended_as_a_literal() {
    assertEquals("y = ADD:6(b, 3:6) : 6", unsigned((_, b) -> b.plus(UInt.lit(3, 2))));
    assertEquals("y = ADD:6s(b, -2:6) : 6", signed((_, b) -> b.plus(SInt.lit(-2, 2))));
  }

  @Test
  void literals_fill_their_width_and_no_more() {
    assertEquals(4, UInt.lit(15, 4).width());
    assertEquals(4, SInt.lit(-8, 4).width());
    assertEquals(80, UInt.lit(BigInteger.ONE.shiftLeft(79), 80).width());
    assertEquals(1, Bool.lit(true).width());
  }

  @Test
  void log2_is_the_bits_to_tell_values_apart() {
    assertEquals(1, Module.log2(1));
    assertEquals(1, Module.log2(2));
    assertEquals(2, Module.log2(3));
    assertEquals(3, Module.log2(8));
    assertEquals(4, Module.log2(9));
    assertEquals(31, Module.log2(Integer.MAX_VALUE));
  }
}
