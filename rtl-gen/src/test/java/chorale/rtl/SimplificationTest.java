package chorale.rtl;

import static chorale.hdl.ir.Expr.BinaryOp.ADD;
import static chorale.hdl.ir.Expr.BinaryOp.AND;
import static chorale.hdl.ir.Expr.BinaryOp.EQ;
import static chorale.hdl.ir.Expr.BinaryOp.LE;
import static chorale.hdl.ir.Expr.BinaryOp.LT;
import static chorale.hdl.ir.Expr.BinaryOp.MUL;
import static chorale.hdl.ir.Expr.BinaryOp.NE;
import static chorale.hdl.ir.Expr.BinaryOp.OR;
import static chorale.hdl.ir.Expr.BinaryOp.SHL;
import static chorale.hdl.ir.Expr.BinaryOp.SHR;
import static chorale.hdl.ir.Expr.BinaryOp.SUB;
import static chorale.hdl.ir.Expr.BinaryOp.XOR;
import static chorale.hdl.ir.Expr.UnaryOp.NOT;
import static chorale.hdl.ir.Expr.UnaryOp.REDUCE_AND;
import static chorale.hdl.ir.Expr.UnaryOp.REDUCE_OR;
import static chorale.hdl.ir.Expr.UnaryOp.REDUCE_XOR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr.Net;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each rule makes of an expression, and which ones it leaves alone. */
final class SimplificationTest {
  private static final int W = 3;
  private static final Expr.Ref A = new Expr.Ref("a", W, false);
  private static final Expr.Ref B = new Expr.Ref("b", W, false);
  private static final Expr.Ref S = new Expr.Ref("s", W, true);
  private static final Expr.Ref BIT = new Expr.Ref("p", 1, false);
  private static final Expr.Ref WIDE = new Expr.Ref("wide", 8, false);
  private static final Expr.Const ZERO = constant(0, W);
  private static final Expr.Const ONE = constant(1, W);
  private static final Expr.Const ONES = constant(7, W);
  private static final Expr.Const NO = constant(0, 1);
  private static final Expr.Const YES = constant(1, 1);

  private final Map<String, Net> nets = new HashMap<>();

  private static Expr.Const constant(long value, int width) {
    return new Expr.Const(BigInteger.valueOf(value), width, false, null);
  }

  private static Expr.Const signed(long value, int width) {
    return new Expr.Const(BigInteger.valueOf(value), width, true, null);
  }

  private static Expr.Binary binary(Expr.BinaryOp op, Expr left, Expr right) {
    return switch (op) {
      case EQ, NE, LT, LE -> new Expr.Binary(op, left, right, 1, false);
      case MUL -> new Expr.Binary(op, left, right, left.width() + right.width(), left.signed());
      default -> new Expr.Binary(op, left, right, left.width(), left.signed());
    };
  }

  private static Expr.Unary unary(Expr.UnaryOp op, Expr arg) {
    return new Expr.Unary(op, arg, op == NOT ? arg.width() : 1, op == NOT && arg.signed());
  }

  private static Expr.Concat concat(Expr... parts) {
    return new Expr.Concat(List.of(parts), List.of(parts).stream().mapToInt(Expr::width).sum());
  }

  private void gives(Expr expected, Expr e) {
    assertEquals(expected, new Simplification(nets).of(e));
  }

  private void stays(Expr e) {
    gives(e, e);
  }

  /** A net with that value; {@code named}: by a person. */
  private Expr.Ref net(String name, Expr value, boolean named) {
    nets.put(name, new Net(name, value, named, null));
    return new Expr.Ref(name, value.width(), value.signed());
  }

  /** {@code n} modulo 2^width, as a signed number if it is one. */
  private static long wrapped(long n, int width, boolean signed) {
    long bits = Math.floorMod(n, 1L << width);
    return signed && bits >= 1L << (width - 1) ? bits - (1L << width) : bits;
  }

  @Test
  void operators_on_constants_are_computed_for_all_values_of_three_bits() {
    for (Expr.BinaryOp op : Expr.BinaryOp.values()) {
      for (boolean signed : new boolean[] {false, true}) {
        for (long i = 0; i < 64; i++) {
          boolean shift = op == SHL || op == SHR;
          long x = wrapped(i / 8, W, signed);
          long y = wrapped(i % 8, W, signed && !shift);
          Expr right = signed && !shift ? signed(y, W) : constant(y, W);
          Expr.Binary e = binary(op, signed ? signed(x, W) : constant(x, W), right);
          long result =
              switch (op) {
                case ADD -> x + y;
                case SUB -> x - y;
                case MUL -> x * y;
                case AND -> x & y;
                case OR -> x | y;
                case XOR -> x ^ y;
                case EQ -> x == y ? 1 : 0;
                case NE -> x != y ? 1 : 0;
                case LT -> x < y ? 1 : 0;
                case LE -> x <= y ? 1 : 0;
                case SHL -> x << y;
                case SHR -> x >> y;
              };
          var value = BigInteger.valueOf(wrapped(result, e.width(), e.signed()));
          gives(new Expr.Const(value, e.width(), e.signed(), null), e);
        }
      }
    }
  }

  @Test
  void a_shift_by_more_than_any_width_is_computed_too() {
    var far = new Expr.Const(BigInteger.ONE.shiftLeft(40), 41, false, null);
    gives(ZERO, binary(SHL, ONES, far));
    gives(signed(-1, W), binary(SHR, signed(-4, W), far));
  }

  @Test
  void one_operand_operators_on_constants_are_computed() {
    for (int x = 0; x < 8; x++) {
      gives(constant(7 - x, W), unary(NOT, constant(x, W)));
      gives(constant(x == 7 ? 1 : 0, 1), unary(REDUCE_AND, constant(x, W)));
      gives(constant(x == 0 ? 0 : 1, 1), unary(REDUCE_OR, constant(x, W)));
      gives(constant(Integer.bitCount(x) % 2, 1), unary(REDUCE_XOR, constant(x, W)));
      gives(constant(x, 5), new Expr.Extend(constant(x, W), 5));
      gives(signed(x < 4 ? x : x - 8, W), new Expr.Cast(constant(x, W), true));
      gives(signed(x - 4, 5), new Expr.Extend(signed(x - 4, W), 5));
      gives(constant((x + 4) % 8, W), new Expr.Cast(signed(x - 4, W), false));
    }
    gives(signed(3, W), unary(NOT, signed(-4, W)));
  }

  @Test
  void two_negations_and_a_reduction_of_one_bit_are_nothing() {
    gives(A, unary(NOT, unary(NOT, A)));
    stays(unary(NOT, A));
    stays(unary(NOT, unary(REDUCE_OR, A)));
    for (var op : List.of(REDUCE_AND, REDUCE_OR, REDUCE_XOR)) {
      gives(BIT, unary(op, BIT));
      stays(unary(op, A));
      stays(unary(op, new Expr.Ref("signed", 1, true)));
    }
  }

  @Test
  void extensions_and_casts_that_change_nothing_go() {
    gives(A, new Expr.Extend(A, W));
    gives(new Expr.Extend(A, 9), new Expr.Extend(new Expr.Extend(A, 5), 9));
    stays(new Expr.Extend(A, 5));
    gives(A, new Expr.Cast(A, false));
    gives(A, new Expr.Cast(new Expr.Cast(A, true), false));
    stays(new Expr.Cast(A, true));
    stays(new Expr.Cast(new Expr.Extend(A, 5), true));
  }

  @Test
  void a_constant_that_makes_an_operator_trivial_does_so_from_either_side() {
    for (var op : List.of(ADD, OR, XOR)) {
      gives(A, binary(op, A, ZERO));
      gives(A, binary(op, ZERO, A));
    }
    gives(A, binary(AND, A, ONES));
    gives(A, binary(AND, ONES, A));
    gives(ZERO, binary(AND, ZERO, A));
    gives(ONES, binary(OR, A, ONES));
    gives(A, binary(SUB, A, ZERO));
    gives(unary(NOT, BIT), binary(XOR, BIT, YES));
    for (var op : List.of(ADD, OR, XOR, AND, SUB)) {
      stays(binary(op, A, ONE));
      stays(binary(op, ONE, A));
      stays(binary(op, A, B));
    }
    stays(binary(SUB, ZERO, A));
    stays(binary(XOR, A, ONES));
    stays(binary(ADD, A, ONES));
  }

  @Test
  void an_operator_on_a_signal_and_itself_is_trivial() {
    gives(A, binary(AND, A, A));
    gives(A, binary(OR, A, A));
    gives(ZERO, binary(XOR, A, A));
    gives(ZERO, binary(SUB, A, A));
    stays(binary(ADD, A, A));
    gives(YES, binary(EQ, A, A));
    gives(NO, binary(NE, A, A));
    gives(NO, binary(LT, A, A));
    gives(YES, binary(LE, A, A));
  }

  @Test
  void a_product_with_0_or_1_is_none() {
    gives(constant(0, 6), binary(MUL, A, ZERO));
    gives(constant(0, 6), binary(MUL, ZERO, A));
    gives(new Expr.Extend(A, 6), binary(MUL, A, ONE));
    gives(new Expr.Extend(A, 6), binary(MUL, ONE, A));
    stays(binary(MUL, A, ONES));
    stays(binary(MUL, ONES, A));
    stays(binary(MUL, A, B));
    stays(binary(MUL, unary(NOT, A), ONE)); // only a signal can be extended in place
    stays(binary(MUL, ONE, unary(NOT, A)));
    stays(binary(MUL, S, signed(-1, 1)));
  }

  @Test
  void a_comparison_that_always_or_never_holds_is_a_constant() {
    gives(NO, binary(LT, A, ZERO));
    gives(NO, binary(LT, ONES, A));
    gives(YES, binary(LE, ZERO, A));
    gives(YES, binary(LE, A, ONES));
    gives(NO, binary(LT, S, signed(-4, W)));
    gives(NO, binary(LT, signed(3, W), S));
    gives(YES, binary(LE, signed(-4, W), S));
    gives(YES, binary(LE, S, signed(3, W)));
    for (var op : List.of(LT, LE)) {
      stays(binary(op, A, B));
      stays(binary(op, A, ONE));
      stays(binary(op, ONE, A));
      stays(binary(op, S, signed(0, W)));
      stays(binary(op, signed(0, W), S));
    }
    stays(binary(LT, ZERO, A));
    stays(binary(LT, A, ONES));
    stays(binary(LE, A, ZERO));
    stays(binary(LE, ONES, A));
  }

  @Test
  void a_bit_compared_with_a_constant_is_the_bit_or_its_negation() {
    gives(BIT, binary(EQ, BIT, YES));
    gives(BIT, binary(EQ, YES, BIT));
    gives(BIT, binary(NE, BIT, NO));
    gives(unary(NOT, BIT), binary(EQ, BIT, NO));
    gives(unary(NOT, BIT), binary(NE, YES, BIT));
    stays(binary(EQ, A, ZERO));
    stays(binary(NE, BIT, new Expr.Ref("q", 1, false)));
    stays(binary(EQ, new Expr.Ref("minus", 1, true), signed(-1, 1)));
    stays(binary(EQ, BIT, new Expr.Const(BigInteger.ONE, 1, false, "State_BUSY")));
  }

  @Test
  void a_shift_by_nothing_or_of_nothing_or_by_everything_is_none() {
    for (var op : List.of(SHL, SHR)) {
      gives(A, binary(op, A, ZERO));
      gives(ZERO, binary(op, ZERO, A));
      gives(ZERO, binary(op, A, constant(3, 2)));
      stays(binary(op, A, constant(2, 2)));
      stays(binary(op, A, B));
      stays(binary(op, ONE, A));
    }
    gives(signed(0, W), binary(SHL, S, constant(3, 2)));
    stays(binary(SHR, S, constant(3, 2))); // the sign remains
  }

  @Test
  void a_choice_that_is_none_goes() {
    gives(A, new Expr.Mux(YES, A, B));
    gives(B, new Expr.Mux(NO, A, B));
    gives(A, new Expr.Mux(BIT, A, A));
    gives(ONE, new Expr.Mux(BIT, ONE, constant(1, W)));
    gives(BIT, new Expr.Mux(BIT, YES, NO));
    gives(unary(NOT, BIT), new Expr.Mux(BIT, NO, YES));
    stays(new Expr.Mux(BIT, A, B));
    stays(new Expr.Mux(BIT, ONE, ZERO));
    stays(new Expr.Mux(BIT, YES, BIT));
    stays(new Expr.Mux(BIT, BIT, NO));
    stays(new Expr.Mux(BIT, signed(-1, 1), signed(0, 1)));
    gives(YES, new Expr.Mux(BIT, net("one", YES, true), YES));
  }

  @Test
  void constants_side_by_side_are_one() {
    gives(constant(0b1101, 4), concat(YES, constant(0b101, W)));
    gives(concat(A, constant(0b10, 2), B), concat(A, YES, NO, B));
    gives(concat(A, constant(0b1001, 4)), concat(A, YES, ONE));
    stays(concat(A, YES));
    stays(concat(A, B));
    var named = new Expr.Const(BigInteger.ONE, 1, false, "State_BUSY");
    stays(concat(named, YES));
    stays(concat(YES, named));
  }

  @Test
  void an_unnamed_net_is_looked_through_and_a_named_one_only_for_a_constant() {
    gives(A, net("alias", A, false));
    gives(ONE, net("one", ONE, false));
    stays(net("chosen", A, true));
    stays(net("limit", ONE, true));
    stays(net("sum", binary(ADD, A, B), false));
    stays(A);
    var rules = new Simplification(nets);
    assertEquals(ONE, rules.constant(net("limit", ONE, true)));
    assertEquals(ONE, rules.constant(ONE));
    assertNull(rules.constant(net("chosen", A, true)));
    assertNull(rules.constant(A));
    assertNull(rules.constant(unary(NOT, ONE)));
  }

  private static Expr.Slice slice(Expr.Ref base, int hi, int lo) {
    return new Expr.Slice(base, hi, lo);
  }

  @Test
  void a_slice_is_taken_where_its_bits_come_from() {
    gives(constant(0b10, 2), slice(net("c", constant(0b0101, 4), true), 2, 1));
    gives(slice(A, 2, 1), slice(net("r", A, false), 2, 1));
    gives(A, slice(net("r", A, false), 2, 0));
    stays(slice(net("n", A, true), 2, 1));
    gives(slice(WIDE, 5, 4), slice(net("part", slice(WIDE, 6, 3), false), 2, 1));
    gives(slice(WIDE, 6, 3), slice(net("part", slice(WIDE, 6, 3), false), 3, 0));
    gives(slice(S, 1, 0), slice(net("cast", new Expr.Cast(S, false), false), 1, 0));
    stays(slice(net("cast", new Expr.Cast(S, false), false), 2, 0)); // S itself has a sign
    stays(slice(net("sum", binary(ADD, A, B), false), 1, 0));
    stays(slice(A, 1, 0));
  }

  @Test
  void a_slice_of_an_extension_is_of_its_operand_or_of_the_zeros_above() {
    var zeros = net("zeros", new Expr.Extend(A, 8), false);
    gives(slice(A, 1, 0), slice(zeros, 1, 0));
    gives(slice(A, 2, 1), slice(zeros, 2, 1));
    stays(slice(zeros, 3, 1));
    gives(constant(0, 2), slice(zeros, 4, 3));
    gives(constant(0, 1), slice(zeros, 7, 7));
    stays(slice(zeros, 3, 2));
    var signs = net("signs", new Expr.Extend(S, 8), false);
    gives(slice(S, 2, 1), slice(signs, 2, 1));
    stays(slice(signs, 4, 3));
  }

  @Test
  void a_slice_of_a_concatenation_is_of_the_part_that_holds_it() {
    var both = net("both", concat(WIDE, A, B), false);
    gives(slice(B, 2, 1), slice(both, 2, 1));
    gives(B, slice(both, 2, 0));
    gives(A, slice(both, 5, 3));
    gives(slice(A, 1, 1), slice(both, 4, 4));
    gives(slice(WIDE, 7, 6), slice(both, 13, 12));
    stays(slice(both, 3, 2));
    stays(slice(both, 6, 5));
  }

  @Test
  void a_long_concatenation_is_not_looked_through() {
    var bits = new Expr[17];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = new Expr.Ref("p" + i, 1, false);
    }
    stays(slice(net("long", concat(bits), false), 0, 0));
    var fewer = Arrays.copyOf(bits, 16);
    gives(fewer[15], slice(net("few", concat(fewer), false), 0, 0));
  }
}
