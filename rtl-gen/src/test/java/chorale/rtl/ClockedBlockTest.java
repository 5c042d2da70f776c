package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.Reset;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which blocks a module has, and which nets are local to one. */
final class ClockedBlockTest {
  private static final class Top extends Module {
    final UInt a = in(4).named("a");
    final UInt b = in(4).named("b");
    final Bool go = inBool().named("go");
    final UInt x;
    final UInt y;

    Top(Reset kind, Consumer<Top> body) {
      super(null, kind);
      x = reg(4).named("x");
      y = regWithoutReset(4).named("y");
      body.accept(this);
      out(4).named("seen").set(x.xor(y));
    }

    UInt sum() {
      var sum = wire(4).named("sum");
      sum.set(a.plus(b));
      return sum;
    }
  }

  /** {@code register,.. : local,..} of each block. */
  private static String blocks(Reset kind, Consumer<Top> body) {
    return ClockedBlock.of(Elaboration.of(() -> new Top(kind, body)).top()).stream()
        .map(
            b ->
                b.resetting().stream().map(r -> r.name()).collect(Collectors.joining(","))
                    + " : "
                    + b.locals().stream().map(Net::name).collect(Collectors.joining(",")))
        .collect(Collectors.joining("; "));
  }

  private static String blocks(Consumer<Top> body) {
    return blocks(Reset.SYNC, body);
  }

  private static String text(Reset kind, Consumer<Top> body) throws IOException {
    var text = new StringWriter();
    Verilog.write(Elaboration.of(() -> new Top(kind, body)).top(), text);
    String all = text.toString().replaceAll(" *// [^\n]*", "").replaceAll("\\s+", " ");
    return all.substring(all.indexOf("always"), all.indexOf(" endmodule"));
  }

  private static void both(Top m, UInt value) {
    m.x.set(value);
    m.when(m.go, () -> m.y.set(value));
  }

  @Test
  void what_one_block_reads_twice_is_its_own() {
    assertEquals("x : sum", blocks(m -> both(m, m.sum())));
  }

  @Test
  void what_is_read_once_stays_a_net() {
    assertEquals("x : ", blocks(m -> m.x.set(m.sum())));
  }

  @Test
  void what_anything_else_reads_stays_a_net() {
    assertEquals(
        "x : ",
        blocks(
            m -> {
              UInt sum = m.sum();
              both(m, sum);
              m.out(4).named("shown").set(sum);
            }));
    assertEquals(
        "x : ",
        blocks(
            m -> {
              UInt sum = m.sum();
              both(m, sum);
              m.assertThat(sum.ne(3), "not 3");
            }));
    assertEquals(
        "x : ",
        blocks(
            m -> {
              UInt sum = m.sum();
              both(m, sum);
              var shown = m.out(4).named("shown");
              shown.set(0);
              m.when(m.go, () -> shown.set(sum));
            }));
  }

  @Test
  void an_output_port_is_no_local() {
    assertEquals(
        "x : ",
        blocks(
            m -> {
              var shown = m.out(4).named("shown");
              shown.set(m.a.plus(m.b));
              both(m, shown);
            }));
  }

  @Test
  void what_reads_a_local_is_a_local_too() {
    assertEquals(
        "x : sum,more",
        blocks(
            m -> {
              UInt sum = m.sum();
              var more = m.wire(4).named("more");
              more.set(sum.plus(1));
              m.x.set(more);
              m.when(m.go, () -> m.y.set(sum));
            }));
  }

  @Test
  void what_only_locals_read_is_read_by_their_block() {
    assertEquals(
        "x : sum,more",
        blocks(
            m -> {
              UInt sum = m.sum();
              var more = m.wire(4).named("more");
              more.set(sum.plus(sum.and(m.a)));
              both(m, more);
            }));
  }

  @Test
  void a_net_with_bits_that_nobody_reads_stays_where_the_sink_sees_it() {
    assertEquals(
        "x : ",
        blocks(
            m -> {
              var wide = m.wire(5).named("wide");
              wide.set(m.a.zext(5).plus(m.b.zext(5)));
              both(m, wide.truncate(4));
            }));
  }

  @Test
  void registers_with_asynchronous_reset_have_a_block_of_their_own() {
    assertEquals("x : ;  : ", blocks(Reset.ASYNC, m -> both(m, m.sum())));
  }

  @Test
  void a_synchronous_reset_has_the_last_word() throws IOException {
    assertEquals(
        "always @(posedge clock) begin : clock_edge reg [3:0] sum; sum = a + b; x <= sum;"
            + " if (go) begin y <= sum; end if (reset) begin x <= 4'd0; end end",
        text(Reset.SYNC, m -> both(m, m.sum())));
  }

  @Test
  void a_module_that_sleeps_computes_nothing_but_whether_it_is_awake() throws IOException {
    assertEquals(
        "always @(posedge clock) begin : clock_edge reg [3:0] less; reg [3:0] sum; less = a - b;"
            + " if ((|less) | less[0]) begin sum = a + b; x <= sum; if (go) begin y <= sum; end end"
            + " if (reset) begin x <= 4'd0; end end",
        text(
            Reset.SYNC,
            m -> {
              both(m, m.sum());
              UInt less = m.a.minus(m.b).named("less");
              m.runsWhile(less.any().or(less.bit(0)));
            }));
  }

  @Test
  void locals_under_an_asynchronous_reset_stand_behind_its_test() throws IOException {
    assertEquals(
        "always @(posedge clock or posedge reset) begin if (reset) begin x <= 4'd0; end else begin"
            + " : clock_edge reg [3:0] sum; sum = a + b; x <= sum & b; if (go) begin x <= sum; end"
            + " end end always @(posedge clock) begin y <= a; end",
        text(
            Reset.ASYNC,
            m -> {
              UInt sum = m.sum();
              m.x.set(sum.and(m.b));
              m.when(m.go, () -> m.x.set(sum));
              m.y.set(m.a);
            }));
  }

  @Test
  void the_name_of_a_block_is_free() throws IOException {
    String text =
        text(
            Reset.SYNC,
            m -> {
              both(m, m.sum());
              m.out(4).named("clock_edge").set(m.a);
            });
    assertEquals("begin : clock_edge_1", text.substring(24, 44));
  }

  @Test
  void each_port_of_a_memory_with_two_has_a_block() {
    assertEquals(
        "x : sum;  : ;  : ",
        blocks(
            m -> {
              both(m, m.sum());
              var words = m.mem(16, 4).named("words");
              var first = words.port();
              var second = words.port();
              m.when(m.go, () -> first.write(m.a, m.b));
              m.when(m.a.eq(m.b), () -> second.write(m.b, m.a));
              m.out(4).named("first").set(first.syncRead(m.a, m.go));
              m.out(4).named("second").set(second.syncRead(m.b, m.go));
            }));
  }

  @Test
  void a_memory_with_one_port_is_written_beside_the_registers() {
    assertEquals(
        "x : sum",
        blocks(
            m -> {
              UInt sum = m.sum();
              m.x.set(sum);
              m.y.set(m.b);
              var words = m.mem(16, 4).named("words");
              m.when(m.go, () -> words.write(m.a, sum));
              m.out(4).named("word").set(words.read(m.b));
            }));
    assertEquals(
        "x : ;  : ",
        blocks(
            m -> {
              UInt sum = m.sum();
              m.x.set(sum);
              m.y.set(m.b);
              var words = m.mem(16, 4).contents(1, 2, 3).named("words");
              m.when(m.go, () -> words.write(m.a, sum));
              m.out(4).named("word").set(words.read(m.b));
            }));
  }
}
