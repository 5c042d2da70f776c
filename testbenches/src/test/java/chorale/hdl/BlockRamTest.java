package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Yosys puts the memories into block RAM, with no flip-flop beside it. */
final class BlockRamTest {
  /** A block RAM of 36 kbit (AMD 7 series) or, two of them, of 16 kbit (Lattice ECP5). */
  private record Flow(String command, String block, int blocks) {}

  private static final Flow XILINX = new Flow("synth_xilinx -run begin:map_ffram", "RAMB36E1", 1);
  private static final Flow ECP5 = new Flow("synth_ecp5 -run begin:map_gates", "DP16KD", 2);

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> memories_become_block_ram() {
    return Stream.of(
        test("read first", () -> new Rams.SimpleDual(Memory.Collision.READ_FIRST), XILINX),
        test("any", () -> new Rams.SimpleDual(Memory.Collision.ANY), XILINX),
        test("any, ECP5", () -> new Rams.SimpleDual(Memory.Collision.ANY), ECP5),
        test("bytes", Rams.Bytes::new, XILINX),
        test("bytes, ECP5", Rams.Bytes::new, ECP5),
        test("two ports", Rams.TrueDual::new, XILINX),
        test("two ports, ECP5", Rams.TrueDual::new, ECP5),
        test("contents", Rams.Table::new, XILINX));
  }

  private DynamicTest test(String name, Supplier<Module> design, Flow flow) {
    return DynamicTest.dynamicTest(name, () -> check(design, flow));
  }

  private void check(Supplier<Module> design, Flow flow) throws IOException, InterruptedException {
    var circuit = Elaboration.of(design);
    String files =
        Verilog.emit(circuit, folder).stream().map(Path::toString).collect(Collectors.joining(" "));
    String top = circuit.top().name();
    var yosys =
        new ProcessBuilder(
                "yosys",
                "-q",
                "-p",
                "read_verilog %s; %s -top %s; tee -a /dev/stdout stat -top %s"
                    .formatted(
                        files, flow.command().replace(" -run", " -top " + top + " -run"), top, top))
            .redirectErrorStream(true)
            .start();
    String log = new String(yosys.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, yosys.waitFor(), log);
    assertEquals(flow.blocks(), count(log, flow.block()), log);
    assertEquals(0, count(log, "\\$_?S?DFF\\w*"), log);
  }

  private static int count(String log, String cell) {
    return Pattern.compile("^\\s+" + cell + "\\s+(\\d+)$", Pattern.MULTILINE)
        .matcher(log)
        .results()
        .mapToInt(r -> Integer.parseInt(r.group(1)))
        .sum();
  }
}
