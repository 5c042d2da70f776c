package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.lib.Fifo;
import chorale.rtl.VerilogOptions.Flavour;
import chorale.rtl.VerilogOptions.Layout;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of an emission. */
final class VerilogTest {
  @TempDir private Path folder;

  /** Two queues of unequal depth, one after the other, and a value of every kind of text. */
  private static final class Pair extends Module {
    Pair(int first, int second) {
      super(null);
      var from = sink(8);
      var to = source(8);
      var a = new Fifo(this, 8, first);
      var b = new Fifo(this, 8, second);
      a.enq.from(from);
      b.enq.from(a.deq);
      to.from(b.deq);
      var s = inS(4);
      var wide = outS(40);
      wide.set(s.plus(SInt.lit(-3, 12)));
    }
  }

  private static Circuit pair(int first, int second) {
    return Elaboration.of(() -> new Pair(first, second));
  }

  private TreeMap<String, String> files() throws IOException {
    var files = new TreeMap<String, String>();
    try (var list = Files.list(folder)) {
      for (Path f : list.toList()) {
        files.put(f.getFileName().toString(), Files.readString(f));
      }
    }
    return files;
  }

  @Test
  void there_is_one_file_for_each_module_and_a_list_with_children_first() throws IOException {
    var written = Verilog.emit(pair(4, 8), folder);
    assertEquals(List.of("Fifo.v", "Fifo_1.v", "Pair.v", "files.f"), List.copyOf(files().keySet()));
    assertEquals("Fifo.v\nFifo_1.v\nPair.v\n", files().get(Verilog.FILE_LIST));
    assertEquals(
        List.of(folder.resolve("Fifo.v"), folder.resolve("Fifo_1.v"), folder.resolve("Pair.v")),
        written);
  }

  @Test
  void one_file_holds_all_modules_and_its_macros_once() throws IOException {
    var options = VerilogOptions.DEFAULT.withFlavour(Flavour.SYSTEM_VERILOG).withFiles(Layout.ONE);
    var circuit = Elaboration.of(CheckedPair::new);
    Verilog.emit(circuit, folder); // files of other options go
    var written = Verilog.emit(circuit, folder, options);
    assertEquals(List.of("CheckedPair.sv", "files.f"), List.copyOf(files().keySet()));
    assertEquals(List.of(folder.resolve("CheckedPair.sv")), written);
    String text = files().get("CheckedPair.sv");
    assertEquals(2, text.split("`ifndef CHORALE_CHECKS", -1).length, text);
    assertEquals(
        List.of("Checked", "Checked_1", "CheckedPair"),
        Pattern.compile("(?m)^module (\\w+)")
            .matcher(text)
            .results()
            .map(m -> m.group(1))
            .toList());
  }

  /** A module with a check. */
  private static final class Checked extends Module {
    final UInt a;

    Checked(Module parent, int width) {
      super(parent);
      a = in(width);
      assertThat(a.ne(1), "never one");
    }
  }

  /** Two modules with checks, which itself has none. */
  private static final class CheckedPair extends Module {
    CheckedPair() {
      super(null);
      for (int width : new int[] {3, 4}) {
        new Checked(this, width).a.set(in(width).named("a_" + width));
      }
    }
  }

  /** A queue as in {@link Pair}, among other neighbours. */
  private static final class Lonely extends Module {
    Lonely() {
      super(null);
      var queue = new Fifo(this, 8, 4);
      queue.enq.from(sink(8));
      source(8).from(queue.deq);
      new Checked(this, 3).a.set(in(3).named("a"));
    }
  }

  @Test
  void the_file_of_a_module_does_not_depend_on_its_neighbours() throws IOException {
    for (Flavour flavour : Flavour.values()) {
      var options = VerilogOptions.DEFAULT.withFlavour(flavour);
      String name = "Fifo" + flavour.suffix();
      Verilog.emit(pair(4, 8), folder, options);
      byte[] first = Files.readAllBytes(folder.resolve(name));
      for (var other : List.<Supplier<Module>>of(Lonely::new, () -> new Fifo(null, 8, 4))) {
        Verilog.emit(Elaboration.of(other), folder, options);
        assertArrayEquals(first, Files.readAllBytes(folder.resolve(name)));
      }
    }
  }

  @Test
  void emission_is_the_same_bytes_again() throws IOException {
    Verilog.emit(pair(4, 8), folder);
    var first = files();
    Verilog.emit(pair(4, 8), folder);
    assertEquals(first, files());
  }

  @Test
  void files_of_modules_that_are_gone_are_removed_and_others_are_left() throws IOException {
    Verilog.emit(pair(4, 8), folder);
    Files.writeString(folder.resolve("mine.v"), "// mine");
    Verilog.emit(pair(4, 4), folder);
    assertEquals(List.of("Fifo.v", "Pair.v", "files.f", "mine.v"), List.copyOf(files().keySet()));
  }

  @Test
  void a_file_list_that_names_other_things_deletes_nothing() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside.v"), "");
    Path inner = folder.resolve("inner");
    Files.createDirectories(inner);
    Files.writeString(inner.resolve(Verilog.FILE_LIST), "\n../outside.v\n+incdir+x\n");
    Verilog.emit(pair(4, 4), inner);
    assertTrue(Files.exists(outside));
  }

  @Test
  void a_file_that_cannot_be_written_leaves_nothing_half_written() throws IOException {
    Verilog.emit(pair(4, 4), folder);
    byte[] before = Files.readAllBytes(folder.resolve(Verilog.FILE_LIST));
    Path blocked = Files.createDirectories(folder.resolve("Fifo_1.v"));
    Files.writeString(blocked.resolve("occupied"), "");
    assertThrows(IOException.class, () -> Verilog.emit(pair(4, 8), folder));
    assertArrayEquals(before, Files.readAllBytes(folder.resolve(Verilog.FILE_LIST)));
    try (var list = Files.list(folder)) {
      assertFalse(list.anyMatch(f -> f.toString().endsWith(".partial")));
    }
  }

  @Test
  void a_failure_in_the_middle_of_a_file_leaves_the_old_one() throws IOException {
    Verilog.emit(pair(4, 4), folder);
    String before = files().get("Fifo.v");
    Path blocked =
        Files.createDirectories(
            folder.resolve(".Fifo.v." + ProcessHandle.current().pid() + ".partial"));
    Files.writeString(blocked.resolve("occupied"), "");
    assertThrows(IOException.class, () -> Verilog.emit(pair(8, 8), folder));
    assertEquals(before, Files.readString(folder.resolve("Fifo.v")));
  }

  @Test
  void the_default_locale_does_not_matter() throws IOException {
    Verilog.emit(pair(4, 8), folder);
    var expected = files();
    var restored = Locale.getDefault();
    try {
      for (String tag : List.of("ar-EG", "hi-IN-u-nu-deva", "fa-IR", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        Verilog.emit(pair(4, 8), folder);
        assertEquals(expected, files(), tag);
      }
    } finally {
      Locale.setDefault(restored);
    }
  }

  @Test
  void a_chain_of_20000_adders_is_written_on_an_ordinary_stack() throws IOException {
    var circuit =
        Elaboration.of(
            () ->
                new Module(null) {
                  {
                    UInt a = in(8).named("a");
                    UInt sum = a;
                    for (int i = 0; i < 20_000; i++) {
                      sum = sum.plus(a);
                    }
                    out(8).named("y").set(sum);
                  }
                });
    var text = new StringWriter();
    Verilog.write(circuit.top(), text);
    assertTrue(text.toString().lines().allMatch(l -> l.length() < 120));
    assertEquals(20_000, text.toString().chars().filter(c -> c == '+').count());
  }
}
