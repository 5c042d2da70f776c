package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.BlackBox;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.Foreign.Direction;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Place;
import chorale.hdl.spec.Sketch.Line;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A module of others is held against its header, and instantiated as it is. */
final class BlackBoxTest {
  private static final class Box extends BlackBox {
    Box(Module parent, Foreign foreign, Consumer<Box> ports) {
      super(parent, foreign);
      ports.accept(this);
    }
  }

  /** A header with one port of 2 bits. */
  private static Foreign header(Direction direction) {
    var port = new Foreign.Port("p", direction, 2, false, new Place("box.v", 2));
    return new Foreign(
        "box",
        Map.of("DEPTH", BigInteger.TEN),
        List.of(port),
        Optional.empty(),
        new Place("box.v", 1));
  }

  private final Line here = new Line();

  private static List<String> findings(Direction direction, Consumer<Box> ports) {
    return Sketch.findings(m -> new Box(m, header(direction), ports));
  }

  /** Runs the design first: only then the line is known. */
  private void expect(String message, Direction direction, Consumer<Box> ports) {
    var found = findings(direction, ports);
    assertEquals(List.of(here + ": " + message + ": make both alike [B001]"), found);
  }

  @Test
  void a_port_that_the_header_lacks_is_B001() {
    expect(
        "out q of 3 bits of box: box at box.v:1 has no such port",
        Direction.OUTPUT,
        b -> {
          b.out(2).named("p").optional();
          here.next();
          b.out(3).named("q");
        });
  }

  @Test
  void a_port_of_another_width_is_B001() {
    expect(
        "out p of 3 bits of box: box.v:2 says 2 bits",
        Direction.OUTPUT,
        b -> {
          here.next();
          b.out(3).named("p");
        });
  }

  @Test
  void a_port_of_another_direction_is_B001() {
    for (var direction : List.of(Direction.INPUT, Direction.INOUT)) {
      expect(
          "out p of 2 bits of box: box.v:2 says "
              + (direction == Direction.INPUT ? "input" : "inout"),
          direction,
          b -> {
            here.next();
            b.out(2).named("p");
          });
    }
    var found =
        Sketch.findings(
            m -> {
              var inputs = new ArrayList<UInt>();
              new Box(
                  m,
                  header(Direction.OUTPUT),
                  b -> {
                    here.next();
                    inputs.add(b.in(2).named("p"));
                  });
              inputs.getFirst().set(1);
            });
    assertEquals(
        List.of(here + ": in p of 2 bits of box: box.v:2 says output: make both alike [B001]"),
        found);
  }

  @Test
  void an_output_may_be_left_out_and_nothing_else() {
    assertEquals(List.of(), findings(Direction.OUTPUT, _ -> {}));
    var input = findings(Direction.INPUT, _ -> {});
    assertEquals(1, input.size(), input::toString);
    assertEquals(
        "input p of box (box.v:2) is not declared: add an in() of that name [B001]",
        input.getFirst().replaceFirst("^\\w+\\.java:\\d+: ", ""));
    assertEquals(
        "inout p of box (box.v:2) is not declared: wrap it in a module without bidirectional ports"
            + " [B001]",
        findings(Direction.INOUT, _ -> {}).getFirst().replaceFirst("^\\w+\\.java:\\d+: ", ""));
  }

  @Test
  void a_black_box_has_no_body() {
    var bodies = new ArrayList<Consumer<Box>>();
    bodies.add(b -> b.out(2).named("p").set(1));
    bodies.add(b -> new Box(b, header(Direction.OUTPUT), _ -> {}));
    bodies.add(b -> b.reg(2));
    for (var body : bodies) {
      var found = findings(Direction.OUTPUT, body);
      assertEquals(
          List.of("black box box has a body: its subclass may declare ports only [B001]"),
          found.stream()
              .map(f -> f.replaceFirst("^\\w+\\.java:\\d+: ", ""))
              .filter(f -> f.contains("has a body"))
              .toList());
    }
  }

  @Test
  void two_instances_have_one_module_and_each_its_parameters() {
    var circuit =
        Sketch.elaborate(
            m -> {
              for (int i = 0; i < 2; i++) {
                new Box(m, header(Direction.INPUT), b -> b.in(2).named("p").set(1));
              }
            });
    assertEquals(List.of("box"), circuit.foreign().stream().map(Foreign::name).toList());
    for (ModuleIr.Instance i : circuit.top().instances()) {
      assertEquals("box", i.module());
      assertEquals(List.of(new ModuleIr.Parameter("DEPTH", BigInteger.TEN)), i.parameters());
    }
  }

  @Test
  void a_port_called_clock_is_a_port_like_any_other() {
    var port = new Foreign.Port("clock", Direction.INPUT, 1, false, new Place("box.v", 2));
    var foreign =
        new Foreign("box", Map.of(), List.of(port), Optional.empty(), new Place("box.v", 1));
    var top =
        Sketch.elaborate(
                m -> {
                  var tick = m.inBool();
                  var box = new Box(m, foreign, b -> b.inBool().named("clock").set(tick));
                  box.name("it");
                })
            .top();
    assertEquals(List.of("tick", "it"), IrText.declared(top));
    assertEquals(1, top.instances().getFirst().inputs().size());
  }
}
