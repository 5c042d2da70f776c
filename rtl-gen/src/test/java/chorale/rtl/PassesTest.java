package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What each pass alone makes of statements, as the text of the module's body. */
final class PassesTest {
  private enum State {
    IDLE,
    RUN,
    DONE
  }

  /** A module with a few inputs, whose body stands in the test. */
  private static final class Top extends Module {
    final UInt a = in(8).named("a");
    final UInt b = in(8).named("b");
    final Bool p = inBool().named("p");
    final Bool q = inBool().named("q");

    Top(Consumer<Top> body) {
      super(null);
      body.accept(this);
    }

    UInt y(UInt value) {
      var y = out(8).named("y");
      y.set(value);
      return y;
    }

    Choice<State> state() {
      var state = reg(State.IDLE);
      state.set(State.RUN);
      when(p, () -> state.set(State.DONE));
      return state;
    }

    /** A value that only folding finds out. */
    Bool known(boolean value) {
      return UInt.lit(5, 8).plus(1).eq(value ? 6 : 7);
    }
  }

  /** The body behind the header, without places, unused inputs and blanks, in one line. */
  private static String after(UnaryOperator<Circuit> pass, Consumer<Top> body) {
    var circuit = pass.apply(Elaboration.of(() -> new Top(body), _ -> {}));
    var out = new StringWriter();
    try {
      Verilog.write(circuit.top(), out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString()
        .replaceAll(" *//.*", "")
        .replaceFirst("(?s).*?\n\\);\n", "")
        .replaceAll("wire unused = .*;|endmodule", "")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String folded(Consumer<Top> body) {
    return after(ConstantFolding::run, body);
  }

  private static String shared(Consumer<Top> body) {
    return after(CommonSubexpressions::run, body);
  }

  private static String alive(Consumer<Top> body) {
    return after(DeadCode::run, body);
  }

  private static String untouched(Consumer<Top> body) {
    return after(c -> c, body);
  }

  // --- constants ---

  @Test
  void the_branch_that_is_never_taken_goes() {
    for (boolean value : new boolean[] {true, false}) {
      assertEquals(
          "assign y = %s;".formatted(value ? "a" : "b"),
          folded(
              m -> {
                var y = m.out(8).named("y");
                m.when(m.known(value), () -> y.set(m.a)).otherwise(() -> y.set(m.b));
              }));
    }
  }

  @Test
  void a_condition_that_is_not_known_stays_with_both_branches() {
    Consumer<Top> body =
        m -> {
          var y = m.out(8).named("y");
          m.when(m.p, () -> y.set(m.a)).otherwise(() -> y.set(m.b));
        };
    assertEquals(untouched(body), folded(body));
  }

  @Test
  void what_a_later_assignment_makes_void_goes() {
    assertEquals(
        "assign y = b;",
        folded(
            m -> {
              var y = m.y(m.a);
              m.when(m.p, () -> y.set(1));
              m.when(m.known(true), () -> y.set(m.b));
            }));
  }

  @Test
  void a_condition_over_nothing_goes() {
    var text =
        folded(
            m -> {
              var r = m.reg(8).named("r");
              m.when(m.p, () -> m.when(m.known(false), () -> r.set(m.a)));
              m.when(m.q, () -> r.set(m.b));
              m.y(r);
            });
    assertEquals(
        "reg [7:0] r; assign y = r; always @(posedge clock) begin if (q) begin r <= b; end"
            + " if (reset) begin r <= 8'd0; end end",
        text);
  }

  @Test
  void the_arm_of_a_known_value_replaces_the_case() {
    for (var constant : State.values()) {
      assertEquals(
          "assign y = 8'd%d;".formatted(constant.ordinal() + 1),
          folded(
                  m -> {
                    var state = m.wire(State.class).named("state");
                    state.set(constant);
                    var y = m.out(8).named("y");
                    m.match(state)
                        .on(State.IDLE, () -> y.set(1))
                        .on(State.RUN, () -> y.set(2))
                        .on(State.DONE, () -> y.set(3));
                  })
              .replaceFirst(".*; (assign y)", "$1"));
    }
  }

  @Test
  void what_no_arm_names_is_the_rest_of_a_known_case() {
    assertEquals(
        "assign y = b;",
        folded(
                m -> {
                  var state = m.wire(State.class).named("state");
                  state.set(State.DONE);
                  var y = m.out(8).named("y");
                  m.match(state).on(State.IDLE, () -> y.set(m.a)).otherwise(() -> y.set(m.b));
                })
            .replaceFirst(".*; (assign y)", "$1"));
  }

  @Test
  void a_case_of_an_unknown_value_stays_and_its_arms_are_folded() {
    Consumer<Top> body =
        m -> {
          var state = m.state();
          var y = m.out(8).named("y");
          m.match(state).on(State.IDLE, () -> y.set(m.a)).otherwise(() -> y.set(m.b));
          var r = m.reg(8).named("r");
          m.match(state).on(State.RUN, () -> {}).otherwise(() -> r.set(m.b));
          m.match(state).on(State.RUN, () -> r.set(m.a)).otherwise(() -> {});
          m.out(8).named("z").set(r);
        };
    assertEquals(untouched(body), folded(body));
  }

  @Test
  void a_case_over_nothing_goes() {
    var text =
        folded(
            m -> {
              var state = m.state();
              var r = m.regWithoutReset(8).named("r");
              m.match(state)
                  .on(State.RUN, () -> m.when(m.known(false), () -> r.set(m.a)))
                  .otherwise(() -> {});
              m.out(8).named("z").set(r);
            });
    assertFalse(text.contains("case"), text);
  }

  @Test
  void values_in_checks_prints_stores_and_instances_are_folded() {
    var text =
        folded(
            m -> {
              var six = UInt.lit(5, 8).plus(1);
              m.assertThat(m.a.eq(six), "six");
              m.printf("%d", six.plus(1));
              var words = m.mem(16, 8).named("words");
              words.write(six.plus(2).truncate(4), six.plus(3));
              m.y(words.read(six.plus(4).truncate(4)));
            });
    for (String part : List.of("a == six", "8'd7)", "words[4'd8] <= 8'd9;", "= words[4'd10];")) {
      assertTrue(text.contains(part), part + " in " + text);
    }
  }

  // --- common subexpressions ---

  @Test
  void each_kind_of_value_that_is_built_twice_gets_a_name_of_its_kind() {
    record Kind(String name, Function<Top, Bits> value) {}
    for (var kind :
        List.of(
            new Kind("sum", m -> m.a.plus(m.b)),
            new Kind("difference", m -> m.a.minus(m.b)),
            new Kind("product", m -> m.a.times(m.b)),
            new Kind("both", m -> m.a.and(m.b)),
            new Kind("either", m -> m.a.or(m.b)),
            new Kind("xor", m -> m.a.xor(m.b)),
            new Kind("equal", m -> m.a.eq(m.b)),
            new Kind("unequal", m -> m.a.ne(m.b)),
            new Kind("less", m -> m.a.lt(m.b)),
            new Kind("atmost", m -> m.a.le(m.b)),
            new Kind("shifted", m -> m.a.shr(m.b)),
            new Kind("parity", m -> m.a.parity()),
            new Kind("concat", m -> Bits.cat(m.a, m.b)),
            new Kind("choice", m -> m.p.mux(m.a, m.b)))) {
      var text =
          shared(
              m -> {
                var one = Bits.cat(kind.value.apply(m), m.p);
                m.out(one.width()).named("y").set(one);
                var two = Bits.cat(kind.value.apply(m), m.q);
                m.out(two.width()).named("z").set(two);
              });
      assertTrue(text.contains(" one_" + kind.name + " = "), kind.name + " in " + text);
      assertEquals(1, text.split(" one_" + kind.name + " = ", -1).length - 1, text);
    }
  }

  @Test
  void operands_may_change_places_where_that_changes_nothing() {
    assertEquals(
        "wire y_less = a < b; assign y = y_less & p; assign z = y_less & q;" + " assign w = b < a;",
        shared(
            m -> {
              m.outBool().named("y").set(m.a.lt(m.b).and(m.p));
              m.outBool().named("z").set(m.a.lt(m.b).and(m.q));
              m.outBool().named("w").set(m.b.lt(m.a));
            }));
    assertEquals(
        "wire [7:0] y_sum = a + b; assign y = y_sum & a; assign z = y_sum | a;",
        shared(
            m -> {
              m.y(m.a.plus(m.b).and(m.a));
              m.out(8).named("z").set(m.b.plus(m.a).or(m.a));
            }));
  }

  @Test
  void a_negated_signal_and_a_slice_stay_where_they_are() {
    Consumer<Top> body =
        m -> {
          m.y(m.a.not().and(m.b));
          m.out(8).named("z").set(m.a.not().or(m.b));
          m.out(8).named("w").set(m.a.slice(3, 0).plus(m.b));
          m.out(8).named("v").set(m.a.slice(3, 0).minus(m.b));
        };
    assertEquals(untouched(body), shared(body));
  }

  @Test
  void statements_share_values_with_nets_and_with_one_another() {
    var text =
        shared(
            m -> {
              var r = m.reg(8).named("r");
              m.when(m.a.lt(m.b), () -> r.set(m.a.plus(m.b)));
              var y = m.out(8).named("y");
              y.set(0);
              m.when(m.a.lt(m.b), () -> y.set(m.a.plus(m.b)));
              m.out(8).named("z").set(r);
            });
    assertEquals(1, text.split("a < b", -1).length - 1, text);
    assertEquals(1, text.split("a \\+ b", -1).length - 1, text);
  }

  @Test
  void a_new_name_is_not_one_that_is_taken() {
    record Taker(String what, Consumer<Top> declaration) {}
    for (var taker :
        List.of(
            new Taker("port", m -> m.in(1).named("y_sum")),
            new Taker("register", m -> m.reg(1).named("y_sum").set(m.p.asUInt())),
            new Taker("memory", m -> m.mem(4, 8).named("y_sum").write(m.a.truncate(2), m.b)),
            new Taker("net", m -> m.wire(1).named("y_sum").set(m.p.asUInt())))) {
      var text =
          shared(
              m -> {
                taker.declaration.accept(m);
                m.y(m.a.plus(m.b).and(m.a));
                m.out(8).named("z").set(m.a.plus(m.b).or(m.a));
              });
      assertTrue(text.contains("y_sum_1 = a + b"), taker.what + ": " + text);
    }
  }

  @Test
  void a_value_takes_the_name_of_a_net_rather_than_of_an_output() {
    assertEquals(
        "wire [7:0] sum = a + b; assign y = sum; assign z = sum & a;",
        shared(
            m -> {
              m.y(m.a.plus(m.b));
              var sum = m.wire(8).named("sum");
              sum.set(m.a.plus(m.b));
              m.out(8).named("z").set(sum.and(m.a));
            }));
  }

  // --- dead code ---

  @Test
  void a_process_that_nothing_needs_goes_with_what_only_it_reads() {
    assertEquals(
        "assign y = a;",
        alive(
            m -> {
              var sum = m.wire(8).named("sum");
              sum.set(m.a.plus(m.b));
              var lost = m.wire(8).named("lost");
              lost.set(0);
              m.when(m.p, () -> lost.set(sum));
              m.y(m.a);
            }));
  }

  @Test
  void a_process_keeps_its_values_and_conditions() {
    Consumer<Top> body =
        m -> {
          var one = m.wire(8).named("one");
          one.set(m.a.plus(1));
          var two = m.wire(8).named("two");
          two.set(m.a.plus(2));
          var three = m.wireBool().named("three");
          three.set(m.a.eq(3));
          var state = m.state();
          var four = m.wire(8).named("four");
          four.set(m.a.plus(4));
          var five = m.wire(8).named("five");
          five.set(m.a.plus(5));
          var y = m.out(8).named("y");
          m.when(three, () -> y.set(one)).otherwise(() -> y.set(two));
          var z = m.out(8).named("z");
          m.match(state).on(State.IDLE, () -> z.set(four)).otherwise(() -> z.set(five));
        };
    assertEquals(untouched(body), alive(body));
  }

  @Test
  void a_register_keeps_its_values_and_conditions_in_every_branch() {
    Consumer<Top> body =
        m -> {
          var r = m.reg(8).named("r");
          UInt[] values = new UInt[4];
          for (int i = 0; i < values.length; i++) {
            values[i] = m.wire(8).named("value_" + i);
            values[i].set(m.a.plus(i + 1));
          }
          var condition = m.wireBool().named("condition");
          condition.set(m.a.eq(m.b));
          m.when(condition, () -> r.set(values[0])).otherwise(() -> r.set(values[1]));
          var s = m.reg(8).named("s");
          m.match(m.state())
              .on(State.RUN, () -> s.set(values[2]))
              .otherwise(() -> m.when(m.p, () -> s.set(values[3])));
          m.y(r.xor(s));
        };
    assertEquals(untouched(body), alive(body));
  }

  @Test
  void a_memory_keeps_address_data_and_condition_of_its_writes() {
    Consumer<Top> body =
        m -> {
          var at = m.wire(2).named("at");
          at.set(m.a.truncate(2));
          var data = m.wire(8).named("data");
          data.set(m.b.plus(1));
          var from = m.wire(2).named("from");
          from.set(m.b.truncate(2));
          var words = m.mem(4, 8).named("words");
          m.when(m.p.and(m.q), () -> words.write(at, data));
          m.y(words.read(from));
        };
    assertEquals(untouched(body), alive(body));
  }

  @Test
  void what_a_check_or_a_printed_line_looks_at_stays() {
    Consumer<Top> body =
        m -> {
          var small = m.wireBool().named("small");
          small.set(m.a.lt(9));
          var sum = m.wire(8).named("sum");
          sum.set(m.a.plus(m.b));
          var wanted = m.wireBool().named("wanted");
          wanted.set(m.p.and(m.q));
          m.when(wanted, () -> m.assertThat(small, "small")).otherwise(() -> m.printf("%d", sum));
        };
    assertEquals(untouched(body), alive(body));
  }

  @Test
  void the_part_of_a_condition_for_what_is_gone_goes() {
    assertEquals(
        "reg [7:0] r; assign y = r; always @(posedge clock) begin if (q) begin r <= a; end"
            + " if (reset) begin r <= 8'd0; end end",
        alive(
            m -> {
              var r = m.reg(8).named("r");
              var lost = m.reg(8).named("lost");
              m.when(m.p, () -> lost.set(m.b));
              m.when(m.q, () -> r.set(m.a)).otherwise(() -> lost.set(m.a));
              m.y(r);
            }));
    var text =
        alive(
            m -> {
              var lost = m.reg(8).named("lost");
              m.match(m.state()).on(State.RUN, () -> lost.set(m.a)).otherwise(() -> {});
              m.match(m.state()).on(State.RUN, () -> {}).otherwise(() -> lost.set(m.b));
              m.y(m.a);
            });
    assertFalse(text.contains("case"), text);
  }

  private static final class Child extends Module {
    final UInt a = in(8);
    final UInt y = out(8);

    Child(Module parent, Consumer<Child> body) {
      super(parent);
      body.accept(this);
      y.set(a.plus(1));
    }

    @Override
    protected String kind() {
      return "Child" + a.hashCode(); // one for each
    }
  }

  /** Whether an instance that nobody reads stays. */
  private static boolean isKept(Consumer<Child> body) {
    return alive(
            m -> {
              var child = new Child(m, body);
              child.name("child");
              child.a.set(m.a);
              m.y(m.a);
            })
        .contains(" child (");
  }

  @Test
  void an_instance_stays_if_something_in_it_acts_by_itself() {
    Consumer<Child> nothing = _ -> {};
    assertFalse(isKept(nothing));
    assertFalse(isKept(c -> c.reg(8).set(c.a)));
    assertFalse(isKept(c -> new Child(c, nothing).a.set(c.a)));
    assertTrue(isKept(c -> c.assertThat(c.a.eq(1), "1")));
    assertTrue(isKept(c -> c.printf("%d", c.a)));
    assertTrue(isKept(c -> c.when(c.a.eq(1), () -> c.printf("1"))));
    assertTrue(isKept(c -> c.when(c.a.eq(1), () -> {}).otherwise(() -> c.printf("1"))));
    for (boolean first : new boolean[] {true, false}) {
      assertTrue(
          isKept(
              c -> {
                var state = c.reg(State.IDLE);
                Runnable act = () -> c.printf("1");
                Runnable none = () -> {};
                c.match(state).on(State.RUN, first ? act : none).otherwise(first ? none : act);
              }));
    }
    assertTrue(isKept(c -> new Child(c, d -> d.printf("1")).a.set(c.a)));
  }

  @Test
  void a_needed_instance_keeps_what_its_inputs_read() {
    Consumer<Top> body =
        m -> {
          var sum = m.wire(8).named("sum");
          sum.set(m.a.plus(m.b));
          var child = new Child(m, _ -> {});
          child.name("child");
          child.a.set(sum);
          m.y(child.y);
        };
    assertEquals(
        untouched(body).replaceAll("Child\\d+", ""), alive(body).replaceAll("Child\\d+", ""));
  }
}
