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

import chorale.hdl.ir.Expr;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of expressions. */
final class ExprTextTest {
  private static final Expr.Ref A = new Expr.Ref("a", 4, false);
  private static final Expr.Ref B = new Expr.Ref("b", 4, false);
  private static final Expr.Ref C = new Expr.Ref("c", 4, false);
  private static final Expr.Ref BIT = new Expr.Ref("bit_0", 1, false);
  private static final Expr.Ref S = new Expr.Ref("s", 4, true);
  private static final Expr.Ref T = new Expr.Ref("t", 4, true);

  private static Expr binary(Expr.BinaryOp op, Expr left, Expr right) {
    int width =
        switch (op) {
          case EQ, NE, LT, LE -> 1;
          case MUL -> left.width() + right.width();
          default -> left.width();
        };
    return new Expr.Binary(op, left, right, width, width > 1 && left.signed());
  }

  private static Expr unary(Expr.UnaryOp op, Expr arg) {
    return new Expr.Unary(op, arg, op == NOT ? arg.width() : 1, false);
  }

  private static Expr constant(long value, int width, boolean signed) {
    return new Expr.Const(BigInteger.valueOf(value), width, signed, null);
  }

  private static Expr load(Expr address) {
    return new Expr.Load("ram", address, 8);
  }

  private static void check(String text, Expr e) {
    assertEquals(text, ExprText.of(e));
  }

  @Test
  void each_operator_has_its_symbol() {
    check("a + b", binary(ADD, A, B));
    check("a - b", binary(SUB, A, B));
    check("a & b", binary(AND, A, B));
    check("a | b", binary(OR, A, B));
    check("a ^ b", binary(XOR, A, B));
    check("a == b", binary(EQ, A, B));
    check("a != b", binary(NE, A, B));
    check("a < b", binary(LT, A, B));
    check("a <= b", binary(LE, A, B));
    check("a << b", binary(SHL, A, B));
    check("a >> b", binary(SHR, A, B));
    check("s >>> b", binary(SHR, S, B));
    check("~a", unary(NOT, A));
    check("&a", unary(REDUCE_AND, A));
    check("|a", unary(REDUCE_OR, A));
    check("^a", unary(REDUCE_XOR, A));
    check("bit_0 ? a : b", new Expr.Mux(BIT, A, B));
    check("a[2:1]", new Expr.Slice(A, 2, 1));
    check("a[2]", new Expr.Slice(A, 2, 2));
    check("{a, b, bit_0}", new Expr.Concat(List.of(A, B, BIT), 9));
    check("$signed(a)", new Expr.Cast(A, true));
    check("$unsigned(s)", new Expr.Cast(S, false));
    check("ram[a]", new Expr.Load("ram", A, 8));
    for (Expr.BinaryOp op : List.of(ADD, SUB, SHL)) {
      Expr wraps = binary(op, A, B);
      check("ram[{" + ExprText.of(wraps) + "}]", new Expr.Load("ram", wraps, 8));
      check("ram[{c | (" + ExprText.of(wraps) + ")}]", load(binary(OR, C, wraps)));
      check("ram[{(" + ExprText.of(wraps) + ") >> c}]", load(binary(SHR, wraps, C)));
      check("ram[{bit_0 ? a : (" + ExprText.of(wraps) + ")}]", load(new Expr.Mux(BIT, A, wraps)));
    }
    check("ram[{~a}]", load(unary(NOT, A)));
    check("ram[a | b]", load(binary(OR, A, B)));
    check("ram[a >> b]", load(binary(SHR, A, B)));
    check("ram[bit_0 ? a : b]", load(new Expr.Mux(BIT, A, B)));
    check("ram[&a]", load(unary(REDUCE_AND, A)));
    check("ram[a == b]", load(binary(EQ, A, B)));
    check("ram[{bit_0, ~a}]", load(new Expr.Concat(List.of(BIT, unary(NOT, A)), 5)));
  }

  @Test
  void constants_have_their_width_and_sign() {
    check("1'b1", constant(1, 1, false));
    check("4'd9", constant(9, 4, false));
    check("4'sd7", constant(7, 4, true));
    check("-4'sd7", constant(-7, 4, true));
    check("40'd2147483647", constant(Integer.MAX_VALUE, 40, false));
    check("40'h80000000", constant(1L << 31, 40, false));
    check("State_RUN", new Expr.Const(BigInteger.ONE, 2, false, "State_RUN"));
  }

  @Test
  void the_lowest_signed_constant_is_no_negated_one() {
    check("4'sh8", constant(-8, 4, true));
    check("1'sh1", constant(-1, 1, true));
  }

  @Test
  void unequal_operators_are_put_in_parentheses() {
    check("(a + b) - c", binary(SUB, binary(ADD, A, B), C));
    check("a - (b - c)", binary(SUB, A, binary(SUB, B, C)));
    check("(a & b) | (a & c)", binary(OR, binary(AND, A, B), binary(AND, A, C)));
    check("(a == b) & (a < c)", binary(AND, binary(EQ, A, B), binary(LT, A, C)));
    check("a << (b + c)", binary(SHL, A, binary(ADD, B, C)));
  }

  @Test
  void chains_of_one_associative_operator_need_no_parentheses() {
    check("a + b + c", binary(ADD, binary(ADD, A, B), C));
    check("a & b & c", binary(AND, A, binary(AND, B, C)));
    check("a | b | c", binary(OR, binary(OR, A, B), C));
    check("a ^ b ^ c", binary(XOR, binary(XOR, A, B), C));
  }

  @Test
  void a_chain_of_choices_reads_as_a_list() {
    var inner = new Expr.Mux(binary(EQ, A, B), B, C);
    check("bit_0 ? a : (a == b) ? b : c", new Expr.Mux(BIT, A, inner));
    check("bit_0 ? ((a == b) ? b : c) : a", new Expr.Mux(BIT, inner, A));
  }

  @Test
  void one_operand_operators_do_not_run_into_each_other() {
    check("~(~a)", unary(NOT, unary(NOT, A))); // Icarus rejects ~~a, which is no Verilog
    check("~(-4'sd3)", unary(NOT, constant(-3, 4, true)));
    check("~(&a)", unary(NOT, unary(REDUCE_AND, A)));
    check("^(~a)", unary(REDUCE_XOR, unary(NOT, A)));
    check("|(a & b)", unary(REDUCE_OR, binary(AND, A, B)));
    check("(|a) & (&b)", binary(AND, unary(REDUCE_OR, A), unary(REDUCE_AND, B)));
  }

  @Test
  void zero_extension_closes_off_the_context() {
    check("{4'd0, a + b}", new Expr.Extend(binary(ADD, A, B), 8));
    check("{4'd0, a} + {4'd0, b}", binary(ADD, new Expr.Extend(A, 8), new Expr.Extend(B, 8)));
  }

  @Test
  void sign_extension_repeats_the_sign() {
    check("{{4{s[3]}}, s}", new Expr.Extend(S, 8));
    check(
        "$signed({{4{s[3]}}, s}) + $signed({{4{t[3]}}, t})",
        binary(ADD, new Expr.Extend(S, 8), new Expr.Extend(T, 8)));
    check("{{7{one}}, one}", new Expr.Extend(new Expr.Ref("one", 1, true), 8));
  }

  @Test
  void unsigned_factors_are_widened_to_the_product() {
    check("{4'd0, a} * {4'd0, b}", binary(MUL, A, B));
  }

  @Test
  void signed_factors_stand_as_they_are() {
    check("s * t", binary(MUL, S, T));
    check("4'shd * t", binary(MUL, constant(-3, 4, true), T));
  }

  @Test
  void a_signed_factor_that_may_wrap_is_computed_at_its_own_width() {
    check("$signed(s + t) * t", binary(MUL, binary(ADD, S, T), T));
    check("s * $signed(bit_0 ? s : t)", binary(MUL, S, new Expr.Mux(BIT, S, T)));
  }

  @Test
  void a_product_in_a_signed_sum_is_left_whole() {
    var acc = new Expr.Ref("acc", 16, true);
    check("acc + (s * t)", binary(ADD, acc, new Expr.Extend(binary(MUL, S, T), 16)));
  }
}
