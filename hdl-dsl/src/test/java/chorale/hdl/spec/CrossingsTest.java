package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Domain;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Reset;
import chorale.hdl.spec.Sketch.Line;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Values that go from one clock to another, by every way there is. */
final class CrossingsTest {
  private static final String MEND =
      ": put a Synchronizer, a Handshake or an AsyncFifo between [X001]";

  private enum State {
    IDLE,
    RUN
  }

  /** The clock {@code other}, registers there, and {@code seen}, which must not take them. */
  private static final class Two {
    final Sketch m;
    final Domain other;
    final Bool flag;
    final UInt word;
    final Choice<State> state;
    final Bool seen;

    Two(Sketch m) {
      this.m = m;
      other = m.clockDomain(m.inBool().named("other"), m.inBool().named("stop"), Reset.SYNC);
      flag = m.within(other, () -> m.regBool()).named("flag");
      word = m.within(other, () -> m.reg(2)).named("word");
      state = m.within(other, () -> m.reg(State.IDLE)).named("state");
      seen = m.regBool().named("seen");
    }
  }

  /** The crossings in a design, without the places. */
  private static List<String> crossings(Consumer<Two> design) {
    return Sketch.findings(m -> design.accept(new Two(m))).stream()
        .filter(f -> f.endsWith("[X001]"))
        .map(
            f ->
                f.replaceFirst("^\\w+\\.java:\\d+: ", "").replaceAll(" \\(\\w+\\.java:\\d+\\)", ""))
        .toList();
  }

  private static void assertCrosses(String what, Consumer<Two> design) {
    assertEquals(List.of(what + MEND), crossings(design));
  }

  private static void assertStays(Consumer<Two> design) {
    assertEquals(List.of(), crossings(design));
  }

  @Test
  void both_ends_are_named_with_their_lines() {
    var taker = new Line();
    var source = new Line();
    var found =
        Sketch.findings(
            m -> {
              var fast = m.clockDomain();
              source.next();
              var flag = m.within(fast, () -> m.regBool());
              taker.next();
              var seen = m.regBool();
              seen.set(flag);
            });
    assertEquals(
        List.of(
            "%s: reg seen of clock takes reg flag (%s) of fast_clock".formatted(taker, source)
                + MEND),
        found);
  }

  @Test
  void a_value_crosses_through_logic() {
    assertCrosses("reg seen of clock takes reg flag of other", d -> d.seen.set(d.flag.not()));
  }

  @Test
  void a_value_crosses_through_a_wire() {
    assertCrosses(
        "reg seen of clock takes reg flag of other",
        d -> {
          var w = d.m.wireBool();
          w.set(d.flag);
          d.seen.set(w);
        });
  }

  @Test
  void a_wire_under_conditions_carries_its_values_and_its_conditions() {
    assertCrosses(
        "reg seen of clock takes reg flag of other",
        d -> {
          var w = d.m.wireBool();
          w.set(false);
          d.m.when(d.flag, () -> w.set(true));
          d.seen.set(w);
        });
    assertCrosses(
        "reg seen of clock takes reg flag of other",
        d -> {
          var w = d.m.wireBool();
          d.m.when(d.seen, () -> w.set(d.flag)).otherwise(() -> w.set(true));
          d.seen.set(w);
        });
    assertCrosses(
        "reg seen of clock takes reg flag of other",
        d -> {
          var w = d.m.wireBool();
          d.m.when(d.seen, () -> w.set(true)).otherwise(() -> w.set(d.flag));
          d.seen.set(w);
        });
  }

  @Test
  void a_wire_under_a_match_carries_its_subject_and_its_arms() {
    assertCrosses(
        "reg seen of clock takes reg state of other",
        d -> {
          var w = d.m.wireBool();
          d.m.match(d.state).on(State.IDLE, () -> w.set(true)).otherwise(() -> w.set(false));
          d.seen.set(w);
        });
    for (var constant : State.values()) {
      assertCrosses(
          "reg seen of clock takes reg flag of other",
          d -> {
            var own = d.m.reg(State.IDLE).named("own");
            var w = d.m.wireBool();
            d.m.match(own).on(constant, () -> w.set(d.flag)).otherwise(() -> w.set(false));
            d.seen.set(w);
          });
      assertCrosses(
          "reg seen of clock takes reg flag of other",
          d -> {
            var own = d.m.reg(State.IDLE).named("own");
            var w = d.m.wireBool();
            d.m.match(own).on(constant, () -> w.set(false)).otherwise(() -> w.set(d.flag));
            d.seen.set(w);
          });
    }
  }

  @Test
  void the_condition_of_an_assignment_crosses_like_its_value() {
    assertCrosses(
        "reg seen of clock takes reg flag of other", d -> d.m.when(d.flag, () -> d.seen.set(true)));
    assertCrosses(
        "reg seen of clock takes reg flag of other",
        d -> d.m.when(d.flag, () -> {}).otherwise(() -> d.seen.set(true)));
    assertCrosses(
        "reg seen of clock takes reg state of other",
        d -> d.m.match(d.state).on(State.RUN, () -> d.seen.set(true)).otherwise(() -> {}));
    assertCrosses(
        "reg seen of clock takes reg state of other",
        d -> d.m.match(d.state).on(State.RUN, () -> {}).otherwise(() -> d.seen.set(true)));
  }

  @Test
  void a_memory_takes_address_data_and_condition() {
    assertCrosses(
        "memory words of clock takes reg word of other",
        d -> d.m.mem(4, 2).named("words").write(d.word, UInt.lit(1, 2)));
    assertCrosses(
        "memory words of clock takes reg word of other",
        d -> d.m.mem(4, 2).named("words").write(UInt.lit(1, 2), d.word));
    assertCrosses(
        "memory words of clock takes reg flag of other",
        d -> {
          var words = d.m.mem(4, 2).named("words");
          d.m.when(d.flag, () -> words.write(UInt.lit(1, 2), UInt.lit(1, 2)));
        });
  }

  @Test
  void a_memory_belongs_to_the_clock_that_writes_it() {
    assertCrosses(
        "reg seen of clock takes memory words of other", d -> d.seen.set(written(d).bit(0)));
    assertStays(
        d -> {
          var words = d.m.mem(4, 2).named("words");
          words.write(UInt.lit(1, 2), UInt.lit(1, 2));
          var word = d.m.mem(4, 2).named("constants").read(UInt.lit(1, 2));
          d.seen.set(words.read(UInt.lit(2, 2)).bit(0).and(word.bit(0)));
        });
  }

  @Test
  void a_memory_is_written_under_any_condition() {
    for (int way = 0; way < 4; way++) {
      int n = way;
      assertCrosses(
          "reg seen of clock takes memory words of other",
          d -> {
            var words = d.m.mem(4, 2).named("words");
            Runnable write = () -> words.write(d.word, d.word);
            Runnable nothing = () -> {};
            d.m.within(
                d.other,
                () -> {
                  switch (n) {
                    case 0 -> d.m.when(d.flag, write);
                    case 1 -> d.m.when(d.flag, nothing).otherwise(write);
                    case 2 -> d.m.match(d.state).on(State.RUN, write).otherwise(nothing);
                    default -> d.m.match(d.state).on(State.RUN, nothing).otherwise(write);
                  }
                });
            d.seen.set(words.read(UInt.lit(1, 2)).bit(0));
          });
    }
  }

  @Test
  void an_address_of_another_clock_crosses_with_the_word() {
    assertCrosses(
        "reg seen of clock takes reg word of other",
        d -> d.seen.set(d.m.mem(4, 2).read(d.word).bit(0)));
  }

  /** A word that the other clock writes. */
  private static UInt written(Two d) {
    return writtenMemory(d).read(UInt.lit(1, 2));
  }

  private static Memory writtenMemory(Two d) {
    var words = d.m.mem(4, 2).named("words");
    d.m.within(d.other, () -> words.write(d.word, d.word));
    return words;
  }

  @Test
  void a_register_or_memory_that_is_said_to_cross_may() {
    assertStays(
        d -> {
          d.seen.acrossDomains();
          d.m.when(d.flag, () -> d.seen.set(d.flag));
        });
    assertStays(d -> d.seen.set(writtenMemory(d).acrossDomains().read(UInt.lit(1, 2)).bit(0)));
  }

  @Test
  void what_is_no_register_cannot_be_said_to_cross() {
    var here = new Line();
    var found =
        Sketch.findings(
            m -> {
              var a = m.inBool();
              here.next();
              a.acrossDomains();
            });
    assertEquals(List.of(here + ": in a is no register: only one can synchronise [D004]"), found);
  }

  @Test
  void checks_may_look_at_anything() {
    assertStays(
        d ->
            d.m.when(
                d.flag,
                () -> {
                  d.m.assertThat(d.flag, "looks");
                  d.m.printf("%d", d.word);
                }));
  }

  @Test
  void two_domains_of_one_clock_are_one() {
    assertStays(
        d -> {
          var alias = d.m.wireBool();
          alias.set(d.m.clock());
          var again = d.m.clockDomain(alias, d.m.reset(), Reset.SYNC);
          var same = d.m.within(again, () -> d.m.regBool());
          d.seen.set(same);
          same.set(d.seen);
        });
  }

  @Test
  void an_input_belongs_to_one_clock() {
    assertEquals(
        List.of(
            "in a is taken by reg seen of clock and by reg flag of other: it can belong to one"
                + " clock only [X001]"),
        crossings(
            d -> {
              var a = d.m.inBool();
              d.seen.set(a);
              d.flag.set(a);
            }));
    assertStays(
        d -> {
          var a = d.m.inBool();
          d.seen.set(a);
          d.m.when(a, () -> d.seen.set(false));
        });
  }

  /** A register in a domain of its own on each side. */
  private static final class Relay extends Module {
    final Domain given = clockDomain();
    final Bool a = inBool();
    final Bool taken = outBool();

    Relay(Module parent) {
      super(parent);
      var kept = within(given, () -> regBool());
      kept.set(a);
      taken.set(kept);
    }
  }

  /** A register of the module's own clock. */
  private static final class Delay extends Module {
    final Bool a = inBool();
    final Bool later = outBool();

    Delay(Module parent) {
      super(parent);
      var kept = regBool();
      kept.set(a);
      later.set(kept);
    }
  }

  /** No register at all. */
  private static final class Gate extends Module {
    final Bool a = inBool();
    final Bool b = inBool();
    final Bool y = outBool();

    Gate(Module parent) {
      super(parent);
      y.set(a.not());
      outBool().named("z").set(b);
    }
  }

  @Test
  void what_a_child_keeps_belongs_to_the_clock_that_the_parent_gives_it() {
    assertCrosses(
        "reg seen of clock takes relay.reg kept of other",
        d -> {
          var relay = new Relay(d.m);
          relay.given.from(d.other);
          relay.a.set(d.flag);
          d.seen.set(relay.taken);
        });
    assertStays(
        d -> {
          var relay = new Relay(d.m);
          relay.given.from(d.m.ownDomain());
          relay.a.set(d.seen);
          d.seen.set(relay.taken);
        });
  }

  @Test
  void what_a_child_takes_must_belong_to_the_clock_that_the_parent_gives_it() {
    assertCrosses(
        "relay.reg kept of other takes reg seen of clock",
        d -> {
          var relay = new Relay(d.m);
          relay.given.from(d.other);
          relay.a.set(d.seen);
          d.flag.set(relay.taken);
        });
  }

  @Test
  void a_child_made_within_a_domain_is_clocked_by_it() {
    assertCrosses(
        "delay.reg kept of other takes reg seen of clock",
        d -> {
          var delay = d.m.within(d.other, () -> new Delay(d.m));
          delay.a.set(d.seen);
          d.flag.set(delay.later);
        });
    assertCrosses(
        "reg seen of clock takes delay.reg kept of other",
        d -> {
          var delay = d.m.within(d.other, () -> new Delay(d.m));
          delay.a.set(d.flag);
          d.seen.set(delay.later);
        });
    assertStays(
        d -> {
          var delay = new Delay(d.m);
          delay.a.set(d.seen);
          d.seen.set(delay.later);
        });
  }

  @Test
  void a_value_crosses_through_a_child_without_registers_by_its_own_input_only() {
    assertCrosses(
        "reg seen of clock takes reg flag of other",
        d -> {
          var gate = new Gate(d.m);
          gate.a.set(d.flag);
          gate.b.set(d.seen);
          d.seen.set(gate.y);
        });
    assertStays(
        d -> {
          var gate = new Gate(d.m);
          gate.a.set(d.seen);
          gate.b.set(d.flag);
          d.seen.set(gate.y);
        });
  }

  /** Makes a clock, and has a register of it. */
  private static final class Divider extends Module {
    final Bool half = outBool();
    final Bool told = outBool();

    Divider(Module parent) {
      super(parent);
      var toggle = regBool();
      toggle.set(toggle.not());
      half.set(toggle);
      var slow = clockDomain(half, reset(), Reset.SYNC);
      var kept = within(slow, () -> regBool());
      kept.set(kept.not());
      told.set(kept);
    }
  }

  /** The same, and tells nobody of its clock. */
  private static final class Hidden extends Module {
    final Bool told = outBool();

    Hidden(Module parent) {
      super(parent);
      var divider = new Divider(this);
      told.set(divider.told);
    }
  }

  @Test
  void a_clock_that_a_child_makes_is_the_signal_it_comes_out_of() {
    assertStays(
        d -> {
          var divider = new Divider(d.m);
          var slow = d.m.clockDomain(divider.half, d.m.reset(), Reset.SYNC);
          var same = d.m.within(slow, () -> d.m.regBool());
          same.set(divider.told);
        });
    assertCrosses(
        "reg seen of clock takes divider.reg kept of divider_half",
        d -> {
          var divider = new Divider(d.m);
          d.seen.set(divider.told);
        });
  }

  @Test
  void a_clock_that_stays_inside_a_child_is_named_by_the_path_to_it() {
    assertCrosses(
        "reg seen of clock takes hidden.divider.reg kept of hidden.divider_half",
        d -> d.seen.set(new Hidden(d.m).told));
  }

  /** A module of one clock with a child of two. */
  private static final class Wrapper extends Module {
    final Domain given = clockDomain();
    final Bool a = inBool();

    Wrapper(Module parent) {
      super(parent);
      var relay = new Relay(this);
      relay.given.from(given);
      relay.a.set(a);
      outBool().named("y").set(relay.taken);
    }
  }

  @Test
  void a_crossing_is_found_two_levels_down() {
    assertCrosses(
        "wrapper.relay.reg kept of other takes reg seen of clock",
        d -> {
          var wrapper = new Wrapper(d.m);
          wrapper.given.from(d.other);
          wrapper.a.set(d.seen);
        });
  }

  /** The crossings in a module that has no register itself. */
  private static int crossingsBetweenChildren(Consumer<Sketch> design) {
    var found = Sketch.findings(design);
    return (int) found.stream().filter(f -> f.endsWith("[X001]")).count();
  }

  @Test
  void a_crossing_between_children_is_found_in_a_parent_without_registers() {
    assertEquals(
        1,
        crossingsBetweenChildren(
            m -> {
              var other = m.clockDomain();
              var from = m.within(other, () -> new Delay(m));
              var to = new Delay(m);
              from.a.set(from.later);
              to.a.set(from.later);
            }));
    assertEquals(
        1,
        crossingsBetweenChildren(
            m -> {
              var from = new Relay(m);
              from.given.from(m.clockDomain());
              from.a.set(from.taken);
              var to = new Delay(m);
              to.a.set(from.taken);
            }));
    assertEquals(
        0,
        crossingsBetweenChildren(
            m -> {
              var from = new Delay(m);
              var to = new Delay(m);
              from.a.set(to.later);
              to.a.set(from.later);
            }));
  }
}
