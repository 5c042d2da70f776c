package chorale.hdl.spec;

import static chorale.hdl.spec.Sketch.findings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.UInt;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import chorale.hdl.spec.Sketch.Line;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memories: their shape, their contents, clocked reads, lanes and ports. */
final class MemoryTest {
  private final Line here = new Line();
  @TempDir private Path folder;

  /** Runs the design first: only then the line is known. */
  private void expect(String message, Consumer<Sketch> design) {
    var found = findings(design);
    assertEquals(List.of(here + ": " + message), found);
  }

  private static ModuleIr top(Consumer<Sketch> design) {
    return Sketch.elaborate(design).top();
  }

  private static ModuleIr.Memory memory(Consumer<Sketch> design) {
    return top(design).memories().getFirst();
  }

  private static List<Integer> words(int... words) {
    return java.util.Arrays.stream(words).boxed().toList();
  }

  private static List<Integer> contents(ModuleIr.Memory m) {
    return m.contents().stream().map(BigInteger::intValueExact).toList();
  }

  /** Each store as {@code port:lo}. */
  private static List<String> stores(ModuleIr m) {
    var stores = new ArrayList<String>();
    Stmt.leaves(
        m.clocked(),
        s -> {
          if (s instanceof Stmt.Store w) {
            stores.add(w.port() + ":" + w.lo());
          }
        });
    return stores;
  }

  @Test
  void two_words_of_one_bit_are_the_least_memory() {
    var found =
        memory(
            m -> {
              var least = m.mem(2, 1);
              assertEquals(2, least.depth());
              assertEquals(1, least.width());
            });
    assertEquals(2, found.depth());
    assertEquals(1, found.width());
    assertEquals("least", found.name());
  }

  @Test
  void collisions_are_read_first_and_clocks_kept_apart_unless_said_otherwise() {
    var plain = memory(m -> m.mem(4, 8));
    assertFalse(plain.anyCollision());
    assertFalse(plain.crosses());
    assertEquals(List.of(), plain.contents());
    var other =
        memory(m -> m.mem(4, 8).named("ram").onCollision(Memory.Collision.ANY).acrossDomains());
    assertTrue(other.anyCollision());
    assertTrue(other.crosses());
    assertEquals("ram", other.name());
  }

  @Test
  void contents_fill_the_first_words() {
    assertEquals(words(3, 1, 255), contents(memory(m -> m.mem(4, 8).contents(3, 1, 255))));
    assertEquals(words(1, 2), contents(memory(m -> m.mem(2, 8).contents(1, 2))));
    memory(m -> assertEquals(4, m.mem(4, 8).contents(1).depth()));
  }

  @Test
  void contents_come_from_a_file_of_hexadecimal_words() throws IOException {
    Path file = Files.writeString(folder.resolve("w.hex"), "0a 1F // two\n\n  f_f\n");
    assertEquals(words(10, 31, 255), contents(memory(m -> m.mem(4, 8).contents(file))));
  }

  @Test
  void contents_that_do_not_fit_are_M004() throws IOException {
    Path absent = folder.resolve("absent.hex");
    Path wrong = Files.writeString(folder.resolve("wrong.hex"), "12\nxy\n");
    expect(
        "3 words of contents for a memory of 2: make it deeper [M004]",
        m -> {
          here.next();
          m.mem(2, 8).contents(1, 2, 3).read(m.in(1));
        });
    expect(
        "word 1 of the contents is 256, which does not fit 8 bits: make the memory wider [M004]",
        m -> {
          here.next();
          m.mem(2, 8).contents(255, 256).read(m.in(1));
        });
    expect(
        "cannot read " + absent + ": there is no such file [M004]",
        m -> {
          here.next();
          m.mem(2, 8).contents(absent).read(m.in(1));
        });
    expect(
        wrong + ":2: 'xy' is no hexadecimal number: write digits, _ and // comments only [M004]",
        m -> {
          here.next();
          m.mem(2, 8).contents(wrong).read(m.in(1));
        });
  }

  @Test
  void a_clocked_read_keeps_the_word_in_a_register() {
    var top =
        top(
            m -> {
              var ram = m.mem(4, 8);
              var at = m.in(2);
              var enable = m.inBool();
              m.out(8).named("y").set(ram.syncRead(at, enable));
              m.out(8).named("z").set(ram.syncRead(at));
            });
    assertEquals(List.of(8, 8), top.registers().stream().map(ModuleIr.Register::width).toList());
    var clocked = IrText.clocked(top);
    assertTrue(clocked.matches("if enable \\{ (\\w+) = \\w+ }; \\w+ = \\w+"), clocked);
    assertTrue(IrText.nets(top).stream().anyMatch(n -> n.endsWith("= ram[at]")), top::toString);
  }

  @Test
  void a_clocked_read_that_sees_the_write_keeps_the_address_instead() {
    var top =
        top(
            m -> {
              var ram = m.mem(4, 8).named("ram").onCollision(Memory.Collision.WRITE_FIRST);
              var at = m.in(2);
              var enable = m.inBool();
              m.out(8).named("y").set(ram.syncRead(at, enable));
            });
    assertFalse(top.memories().getFirst().anyCollision());
    var kept = top.registers().getFirst();
    assertEquals(2, kept.width());
    assertEquals("if enable { %s = at }".formatted(kept.name()), IrText.clocked(top));
    assertTrue(IrText.nets(top).contains("y = ram[%s]".formatted(kept.name())), top::toString);
  }

  @Test
  void each_lane_is_written_under_its_own_bit() {
    var top =
        top(
            m -> {
              var at = m.in(2);
              var data = m.in(8);
              var lanes = m.in(2);
              m.mem(4, 8).named("ram").write(at, data, lanes);
            });
    assertEquals(
        "if lanes[0:0] { ram[at] = data[3:0] }; if lanes[1:1] { ram[at] = data[7:4] }",
        IrText.clocked(top));
    assertEquals(List.of("0:0", "0:4"), stores(top));
  }

  @Test
  void one_lane_is_the_whole_word() {
    var top =
        top(
            m -> {
              var at = m.in(2);
              var data = m.in(8);
              var lanes = m.in(1);
              m.mem(4, 8).named("ram").write(at, data, lanes);
            });
    assertEquals("if lanes { ram[at] = data }", IrText.clocked(top));
  }

  @Test
  void lanes_that_do_not_divide_the_word_or_data_that_does_not_fill_it_are_M003() {
    for (int[] sizes : new int[][] {{3, 8}, {2, 7}}) {
      expect(
          "%d lanes and data of %d bits for words of 8 bits: the lanes must be equal and the data as wide as a word [M003]"
              .formatted(sizes[0], sizes[1]),
          m -> {
            var lanes = m.in(sizes[0]);
            var data = m.in(sizes[1]);
            here.next();
            m.mem(4, 8).write(UInt.lit(0, 2), data, lanes);
          });
    }
  }

  @Test
  void ports_are_numbered_behind_that_of_the_memory_itself() {
    var top =
        top(
            m -> {
              var ram = m.mem(4, 8);
              var at = m.in(2);
              var data = m.in(8);
              var one = ram.port();
              var two = ram.port();
              ram.write(at, data);
              one.write(at, data);
              two.write(at, data, UInt.lit(3, 2));
              m.out(8).named("x").set(one.read(at));
              m.out(8).named("y").set(two.syncRead(at, Bool.lit(true)));
            });
    assertEquals(List.of("0:0", "1:0", "2:0", "2:4"), stores(top));
    assertTrue(IrText.nets(top).contains("x = ram[at]"), top::toString);
    assertEquals(1, top.registers().size());
  }

  @Test
  void an_address_is_extended_to_the_depth() {
    assertEquals(
        List.of("y = ram[EXTEND:3(at)]"),
        IrText.nets(
            top(
                m -> {
                  var at = m.in(2);
                  m.out(8).named("y").set(m.mem(8, 8).named("ram").read(at));
                })));
  }
}
