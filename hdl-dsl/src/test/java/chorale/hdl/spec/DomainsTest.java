package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import chorale.hdl.Bool;
import chorale.hdl.Domain;
import chorale.hdl.Elaboration;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Reset;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Clocks and resets: what they are called, and who has which. */
final class DomainsTest {
  private static ModuleIr top(Consumer<Sketch> design) {
    return Sketch.elaborate(design).top();
  }

  private static Circuit quietly(Supplier<Module> top) {
    return Elaboration.of(top, _ -> {});
  }

  private static List<String> ports(ModuleIr m) {
    return m.ports().stream().map(ModuleIr.Port::name).toList();
  }

  private static class Base extends Module {
    final Domain fast = clockDomain();
    final Domain slow = clockDomain(Reset.ASYNC_LOW);
    final Memory words = mem(4, 8);

    Base(Module parent, Reset kind) {
      super(parent, kind);
    }
  }

  private static final class Fields extends Base {
    final Vec<UInt> lanes = Vec.of(2, _ -> out(4));

    Fields() {
      super(null, Reset.SYNC);
      lanes.get(0).set(1);
      lanes.get(1).set(2);
      words.write(lanes.get(0).resize(2), lanes.get(1));
    }
  }

  @Test
  void fields_name_domains_memories_and_vectors_also_those_of_the_superclass() {
    assertEquals(
        List.of(
            "clock",
            "fast_clock",
            "fast_reset",
            "slow_clock",
            "slow_reset_n",
            "lanes_0",
            "lanes_1",
            "words"),
        IrText.declared(quietly(Fields::new).top()));
  }

  private static final class Resets extends Base {
    Resets(Reset kind) {
      super(null, kind);
      reg(4).named("own").set(1);
      within(slow, () -> reg(4)).named("there").set(1);
      var free = within(fast, () -> regWithoutReset(4)).named("free");
      free.set(1);
    }
  }

  @Test
  void each_domain_has_its_kind_of_reset_if_a_register_needs_one() {
    for (var kind : Reset.values()) {
      var top = quietly(() -> new Resets(kind)).top();
      String reset = kind.isLow() ? "reset_n" : "reset";
      assertEquals(List.of("clock", reset), ports(top).subList(0, 2));
      assertEquals(
          List.of(
              "clock " + reset + " " + kind,
              "slow_clock slow_reset_n ASYNC_LOW",
              "fast_clock null SYNC"),
          top.domains().stream().map(d -> d.clock() + " " + d.reset() + " " + d.kind()).toList());
      assertEquals(
          List.of(0, 1, 2), top.registers().stream().map(ModuleIr.Register::domain).toList());
    }
  }

  @Test
  void the_modules_own_domain_comes_first_whenever_it_is_used() {
    var top =
        top(
            m -> {
              var other = m.clockDomain();
              m.within(other, () -> m.reg(4)).set(1);
              m.reg(4).set(1);
            });
    assertEquals(
        List.of("clock", "other_clock"),
        top.domains().stream().map(ModuleIr.Domain::clock).toList());
    assertEquals(List.of(1, 0), top.registers().stream().map(ModuleIr.Register::domain).toList());
  }

  @Test
  void clock_and_reset_as_values_are_the_ports_of_the_module() {
    var top =
        top(
            m -> {
              m.outBool().named("y").set(m.clock().and(m.clock()));
              m.outBool().named("z").set(m.reset().or(m.reset()));
            });
    assertEquals(List.of("clock", "reset", "y", "z"), ports(top));
    assertEquals(List.of("y = AND:1(clock, clock)", "z = OR:1(reset, reset)"), IrText.nets(top));
    assertEquals(
        List.of("clock", "y"), ports(top(m -> m.outBool().named("y").set(m.clock().not()))));
    assertEquals(
        List.of("reset", "y"), ports(top(m -> m.outBool().named("y").set(m.reset().not()))));
  }

  @Test
  void the_own_domain_given_by_name_is_the_own_domain() {
    var top =
        top(
            m -> {
              m.within(m.ownDomain(), () -> m.reg(4)).set(1);
              m.reg(4).set(1);
            });
    assertEquals(1, top.domains().size());
    var mixed =
        top(
            m -> {
              var stop = m.inBool();
              m.within(m.clockDomain(m.clock(), stop, Reset.SYNC), () -> m.reg(4)).set(1);
            });
    assertEquals("stop", mixed.domains().getFirst().reset());
  }

  @Test
  void what_is_made_behind_a_domain_is_in_the_one_before_it() {
    var top =
        top(
            m -> {
              var one = m.clockDomain();
              var two = m.clockDomain();
              m.within(
                  one,
                  () -> {
                    m.within(two, () -> m.reg(4).named("inner").set(1));
                    m.reg(4).named("outer").set(1);
                  });
            });
    assertEquals(
        List.of("inner two_clock", "outer one_clock"),
        top.registers().stream()
            .map(r -> r.name() + " " + top.domains().get(r.domain()).clock())
            .toList());
  }

  private static final class Cell extends Module {
    final Bool y = outBool();

    Cell(Module parent, boolean reset) {
      super(parent);
      var kept = reset ? regBool() : regWithoutReset(1).bit(0);
      if (reset) {
        kept.set(kept.not());
      }
      y.set(kept);
    }
  }

  @Test
  void a_parent_has_the_clock_and_reset_that_its_children_need() {
    assertEquals(List.of("clock", "reset"), ports(top(m -> new Cell(m, true))));
    assertEquals(List.of("clock"), ports(top(m -> new Cell(m, false))));
    assertEquals(
        List.of("clock", "reset"),
        ports(
            top(
                m -> {
                  new Cell(m, true);
                  new Cell(m, false);
                })));
  }

  @Test
  void a_child_in_another_domain_takes_clock_and_reset_from_there() {
    var top =
        top(
            m -> {
              var other = m.clockDomain(Reset.ASYNC_LOW);
              m.within(other, () -> new Cell(m, true));
            });
    assertEquals(List.of("other_clock", "other_reset_n"), ports(top));
    assertEquals(
        List.of("clock other_clock", "reset_n other_reset_n"),
        top.instances().getFirst().inputs().stream()
            .map(b -> b.port() + " " + IrText.expr(b.value()))
            .toList());
  }

  @Test
  void a_clock_made_by_logic_is_a_net() {
    var top =
        top(
            m -> {
              var enable = m.inBool();
              var gated = m.clockDomain(m.clock().and(enable), m.reset(), Reset.SYNC);
              var cell = m.within(gated, () -> new Cell(m, true));
              m.outBool().named("y").set(cell.y);
            });
    assertEquals(List.of("y = cell_1_y", "gated_value = AND:1(clock, enable)"), IrText.nets(top));
    var clock = top.instances().getFirst().inputs().getFirst();
    assertEquals("gated_value", IrText.expr(clock.value()));
  }

  @Test
  void a_domain_says_what_it_is_made_of() {
    Sketch.elaborate(
        m -> {
          var clock = m.inBool();
          var reset = m.inBool();
          var domain = m.clockDomain(clock, reset, Reset.ASYNC);
          assertSame(clock, domain.clock());
          assertSame(reset, domain.reset());
          assertEquals(Reset.ASYNC, domain.kind());
        });
  }

  @Test
  void a_memory_without_reset_leaves_the_domain_without_one() {
    var top = top(m -> m.mem(4, 8).write(m.in(2).named("at"), m.in(8).named("data")));
    assertNull(top.domains().getFirst().reset());
    assertEquals(List.of("clock", "at", "data"), ports(top));
  }
}
