package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.spec.Sketch.Line;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each method of a signal is the operation that it says. */
final class OperatorsTest {
  /** Signals to operate on. */
  private record Given(UInt a, UInt b, SInt s, SInt t, Bool p, Bool q) {}

  private static void is(String expected, Function<Given, Bits> f) {
    var top =
        Sketch.elaborate(
                m -> {
                  var given =
                      new Given(
                          m.in(4).named("a"),
                          m.in(4).named("b"),
                          m.inS(4).named("s"),
                          m.inS(4).named("t"),
                          m.inBool().named("p"),
                          m.inBool().named("q"));
                  switch (f.apply(given)) {
                    case SInt v -> m.outS(v.width()).named("y").set(v);
                    case Bits v -> m.out(v.width()).named("y").set(v.asUInt());
                  }
                })
            .top();
    assertEquals(List.of("y = " + expected), IrText.nets(top));
  }

  @Test
  void of_unsigned_numbers() {
    is("AND:4(a, b)", g -> g.a.and(g.b));
    is("OR:4(a, b)", g -> g.a.or(g.b));
    is("XOR:4(a, b)", g -> g.a.xor(g.b));
    is("NOT:4(a)", g -> g.a.not());
    is("EQ:1(a, b)", g -> g.a.eq(g.b));
    is("NE:1(a, b)", g -> g.a.ne(g.b));
    is("LT:1(a, b)", g -> g.a.lt(g.b));
    is("LE:1(a, b)", g -> g.a.le(g.b));
    is("LT:1(b, a)", g -> g.a.gt(g.b));
    is("LE:1(b, a)", g -> g.a.ge(g.b));
    is("REDUCE_OR:1(a)", g -> g.a.any());
    is("REDUCE_AND:1(a)", g -> g.a.all());
    is("REDUCE_XOR:1(a)", g -> g.a.parity());
    is("p", g -> g.p.asUInt().any());
    is("p", g -> g.p.asUInt().all());
    is("CAST:4s(a)", g -> g.a.asSInt());
    is("a", g -> Bits.cat(g.a));
  }

  @Test
  void of_signed_numbers() {
    is("SUB:4s(0:4, s)", g -> g.s.negate());
    is("ADD:4s(s, -8:4)", g -> g.s.plus(-8));
    is("SUB:4s(s, 7:4)", g -> g.s.minus(7));
    is("EQ:1(s, t)", g -> g.s.eq(g.t));
    is("NE:1(s, t)", g -> g.s.ne(g.t));
    is("LT:1(s, t)", g -> g.s.lt(g.t));
    is("LE:1(s, t)", g -> g.s.le(g.t));
    is("LT:1(t, s)", g -> g.s.gt(g.t));
    is("LE:1(t, s)", g -> g.s.ge(g.t));
    is("SHR:4s(s, a)", g -> g.s.shr(g.a));
    is("SHR:4s(s, 3:2)", g -> g.s.shr(3));
    is("SHR:4s(s, 4:3)", g -> g.s.shr(4));
    is("s", g -> g.s.sext(4));
    is("EXTEND:5s(s)", g -> g.s.sext(5));
    is("-1:4", g -> SInt.lit(-1, 4));
    is("1:4", g -> SInt.lit(1, 4));
    is("-1:1", g -> SInt.lit(-1, 1));
  }

  @Test
  void of_signed_numbers_and_constants() {
    is("EQ:1(s, -3:4)", g -> g.s.eq(-3));
    is("NE:1(s, -3:4)", g -> g.s.ne(-3));
    is("LT:1(s, -3:4)", g -> g.s.lt(-3));
    is("LE:1(s, -3:4)", g -> g.s.le(-3));
    is("LT:1(-3:4, s)", g -> g.s.gt(-3));
    is("LE:1(-3:4, s)", g -> g.s.ge(-3));
  }

  @Test
  void the_sign_is_the_top_bit() {
    var nets =
        IrText.nets(
            Sketch.elaborate(
                    m -> {
                      var s = m.inS(4);
                      m.outBool().named("y").set(s.isNegative());
                    })
                .top());
    assertEquals(List.of("y_value = CAST:4(s)", "y = y_value[3:3]"), nets);
  }

  @Test
  void of_bits() {
    is("AND:1(p, q)", g -> g.p.and(g.q));
    is("OR:1(p, q)", g -> g.p.or(g.q));
    is("XOR:1(p, q)", g -> g.p.xor(g.q));
    is("EQ:1(p, q)", g -> g.p.eq(g.q));
    is("XOR:1(p, q)", g -> g.p.ne(g.q));
    is("NOT:1(p)", g -> g.p.not());
    is("AND:1(p, NOT:1(q))", g -> g.p.andNot(g.q));
    is("MUX:4(p, a, b)", g -> g.p.mux(g.a, g.b));
    is("MUX:4s(p, s, t)", g -> g.p.mux(g.s, g.t));
    is("MUX:6s(p, EXTEND:6s(s), -20:6)", g -> g.p.mux(g.s, SInt.lit(-20, 6)));
    is("MUX:1(p, q, p)", g -> g.p.mux(g.q, g.p));
  }

  @Test
  void of_bits_that_are_known() {
    for (boolean known : new boolean[] {true, false}) {
      var bit = Bool.lit(known);
      is(known ? "0:1" : "1:1", g -> bit.not());
      is(known ? "p" : "0:1", g -> bit.and(g.p));
      is(known ? "p" : "0:1", g -> g.p.and(bit));
      is(known ? "1:1" : "p", g -> bit.or(g.p));
      is(known ? "1:1" : "p", g -> g.p.or(bit));
      is(known ? "NOT:1(p)" : "0:1", g -> bit.andNot(g.p));
      is(known ? "0:1" : "p", g -> g.p.andNot(bit));
    }
  }

  @Test
  void of_constants_and_their_slices() {
    is("5:3", g -> UInt.lit(0b1101, 4).slice(2, 0));
    is("3:2", g -> UInt.lit(0b1101, 4).slice(3, 2));
    is("13:9", g -> UInt.lit(0b1101, 4).zext(9));
    is("a", g -> g.a.resize(4));
    is("a", g -> g.a.zext(4));
    is("1:3", _ -> Bool.lit(true).zext(3));
  }

  @Test
  void a_bad_slice_is_as_wide_as_it_was_meant_to_be() {
    var here = new Line();
    var found =
        Sketch.findings(
            m -> {
              var a = m.in(4);
              var y = m.out(3);
              here.next();
              y.set(a.slice(6, 4)); // one finding: what follows fits
            });
    assertEquals(1, found.size(), found::toString);
  }

  private static List<String> processes(Consumer<Sketch> design) {
    return IrText.processes(Sketch.elaborate(design).top());
  }

  @Test
  void a_vector_indexed_by_hardware_is_driven_element_by_element() {
    assertEquals(
        List.of(
            "word_0 { word_0 = 0:4; if EQ:1(at, 0:2) { word_0 = data } }",
            "word_1 { word_1 = 0:4; if EQ:1(at, 1:2) { word_1 = data } }",
            "word_2 { word_2 = 0:4; if EQ:1(at, 2:2) { word_2 = data } }"),
        processes(
            m -> {
              var at = m.in(2);
              var data = m.in(4);
              var words = Vec.of(3, i -> m.out(4).named("word_" + i));
              for (int i = 0; i < words.size(); i++) {
                words.get(i).set(0);
              }
              words.set(m, at, data);
            }));
  }

  @Test
  void elements_beyond_a_short_index_are_not_driven() {
    assertEquals(
        List.of(
            "word_0 { word_0 = 0:4; if EQ:1(at, 0:1) { word_0 = data } }",
            "word_1 { word_1 = 0:4; if EQ:1(at, 1:1) { word_1 = data } }"),
        processes(
            m -> {
              var at = m.in(1);
              var data = m.in(4);
              var words = Vec.of(3, i -> m.out(4).named("word_" + i));
              for (int i = 0; i < words.size(); i++) {
                words.get(i).set(0);
              }
              words.set(m, at, data);
            }));
  }

  private static List<String> element(int size, int index) {
    return IrText.nets(
        Sketch.elaborate(
                m -> {
                  var at = m.in(index);
                  m.out(4).named("y").set(Vec.of(size, i -> m.in(4).named("w" + i)).at(at));
                })
            .top());
  }

  @Test
  void a_vector_is_read_by_as_many_bits_of_the_index_as_it_needs() {
    assertEquals(List.of("y = w0"), element(1, 3));
    assertEquals(List.of("y = MUX:4(at[0:0], w1, w0)"), element(2, 3));
    assertEquals(List.of("y = MUX:4(at, w1, w0)"), element(4, 1));
    assertEquals(List.of("y = MUX:4(at[1:1], w2, MUX:4(at[0:0], w1, w0))"), element(3, 2));
    assertEquals(
        List.of(
            "y = MUX:4(at[2:2], w4, MUX:4(at[1:1], MUX:4(at[0:0], w3, w2), "
                + "MUX:4(at[0:0], w1, w0)))"),
        element(5, 3));
  }

  @Test
  void a_signed_signal_is_driven_with_a_constant() {
    assertEquals(
        List.of("y = -2:4", "w = 3:4", "z = w"),
        IrText.nets(
            Sketch.elaborate(
                    m -> {
                      m.outS(4).named("y").set(-2);
                      var w = m.wireS(4);
                      w.set(3);
                      m.outS(4).named("z").set(w);
                    })
                .top()));
  }
}
