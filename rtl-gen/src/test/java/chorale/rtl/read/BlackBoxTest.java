package chorale.rtl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.BlackBox;
import chorale.hdl.Bool;
import chorale.hdl.Diagnostic;
import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules of others: typed in Java, held against their header, instantiated with parameters. */
final class BlackBoxTest {
  private static final String RAM =
      """
      // A memory of someone else.
      module ram #(parameter WIDTH = 8, parameter ABITS = 4) (
        input clk, input clock,
        input we,
        input [ABITS-1:0] at,
        input [WIDTH-1:0] data,
        output reg [WIDTH-1:0] word,
        output full
      );
        assign full = clock;
        reg [WIDTH-1:0] cells [0:(1<<ABITS)-1];
        always @(posedge clk) begin
          if (we) cells[at] <= data;
          word <= cells[at];
        end
      endmodule
      """;

  @TempDir private Path folder;
  private Path file;

  private final class Ram extends BlackBox {
    final Bool clk = inBool();
    final Bool clock = inBool();
    final Bool we = inBool();
    final UInt at;
    final UInt data;
    final UInt word;

    Ram(Module parent, int width, int declared) {
      super(parent, VerilogHeader.foreign(file, "ram", Map.of("WIDTH", width)));
      at = in(4);
      data = in(declared);
      word = out(declared);
    }
  }

  private final class User extends Module {
    User(Function<Module, Ram> make) {
      super(null);
      for (int i = 0; i < 2; i++) {
        var ram = make.apply(this);
        ram.clk.set(clock());
        ram.clock.set(clock());
        ram.we.set(inBool().named("we_" + i));
        ram.at.set(in(4).named("at_" + i));
        ram.data.set(in(ram.data.width()).named("data_" + i));
        out(ram.word.width()).named("word_" + i).set(ram.word);
      }
    }
  }

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(folder.resolve("their_ram.v"), RAM);
  }

  private List<String> findings(Function<Module, Ram> make) {
    var e = assertThrows(HdlException.class, () -> Elaboration.of(() -> new User(make)));
    return e.diagnostics().stream().map(Diagnostic::message).distinct().toList();
  }

  @Test
  void a_black_box_is_instantiated_with_its_parameters_and_its_file_goes_along()
      throws IOException {
    var circuit = Elaboration.of(() -> new User(m -> new Ram(m, 16, 16)));
    var files = Verilog.emit(circuit, folder.resolve("out"));
    assertEquals(
        List.of("their_ram.v", "User.v"), files.stream().map(f -> f.getFileName() + "").toList());
    assertEquals(RAM, Files.readString(files.getFirst()));
    String text = Files.readString(files.getLast());
    assertTrue(text.contains("  ram #(.WIDTH(16)) ram_0 ("), text);
    assertTrue(text.contains(".clock(clock)"), text);
  }

  @Test
  void it_comes_back_from_the_text_if_its_header_is_given() throws IOException {
    var circuit = Elaboration.of(() -> new User(m -> new Ram(m, 16, 16)));
    var files = Verilog.emit(circuit, folder.resolve("out"));
    var again = VerilogReader.read(List.of(files.getLast()), VerilogHeader.read(file));
    assertEquals(Normal.form(circuit).modules(), Normal.form(again).modules());
    assertEquals(circuit.foreign().getFirst().ports(), again.foreign().getFirst().ports());
  }

  @Test
  void a_port_of_another_width_is_an_error_with_both_places() {
    var found = findings(m -> new Ram(m, 16, 8));
    assertEquals(
        List.of(
            "in data of 8 bits of ram: %s:6 says 16 bits: make both alike".formatted(file),
            "out word of 8 bits of ram: %s:7 says 16 bits: make both alike".formatted(file)),
        found);
  }

  @Test
  void an_unknown_parameter_module_or_file_says_what_there_is() {
    assertEquals(
        "module ram has no parameter DEPTH",
        assertThrows(
                IllegalArgumentException.class,
                () -> VerilogHeader.foreign(file, "ram", Map.of("DEPTH", 3)))
            .getMessage());
    assertEquals(
        file + " has no module rom, but ram",
        assertThrows(
                IllegalArgumentException.class, () -> VerilogHeader.foreign(file, "rom", Map.of()))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> VerilogHeader.foreign(folder.resolve("none.v"), "rom", Map.of()));
  }
}
