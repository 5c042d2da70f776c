package chorale.bench.prove;

import chorale.hdl.BlackBox;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.ir.Foreign;
import chorale.hdl.lib.fp.Int8Mac;
import chorale.rtl.read.VerilogHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Holds {@link Int8Mac} of one stage against an expression in Verilog: for all 2^48 operands the
 * sums are equal.
 */
final class Int8MacCheck extends Module {
  private static final String REFERENCE = "int8_mac_reference";

  /** The module in Verilog, written by hand and without Java. */
  private static final class Reference extends BlackBox {
    final SInt a = inS(Int8Mac.FACTOR);
    final SInt b = inS(Int8Mac.FACTOR);
    final SInt c = inS(Int8Mac.WIDTH);
    final SInt sum = outS(Int8Mac.WIDTH);

    Reference(Module parent, Foreign foreign) {
      super(parent, foreign);
    }
  }

  Int8MacCheck() {
    super(null);
    var a = inS(Int8Mac.FACTOR).named("a");
    var b = inS(Int8Mac.FACTOR).named("b");
    var c = inS(Int8Mac.WIDTH).named("c");
    var mac = new Int8Mac(this, 1);
    mac.name("mac");
    mac.a.set(a);
    mac.b.set(b);
    mac.c.set(c);
    var reference = new Reference(this, foreign());
    reference.name("reference");
    reference.a.set(a);
    reference.b.set(b);
    reference.c.set(c);
    var expected = delayed(reference.sum).named("expected");
    var started = regBool().named("started");
    started.set(true);
    assertThat(started.not().or(mac.sum.eq(expected)), "the sum is that of the reference");
  }

  /** The reference, in a file of its own until the program ends. */
  private static Foreign foreign() {
    try (var text = Int8MacCheck.class.getResourceAsStream(REFERENCE + ".v")) {
      Path folder = Files.createTempDirectory(REFERENCE);
      Path file = folder.resolve(REFERENCE + ".v");
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      Files.write(file, text.readAllBytes());
      return VerilogHeader.foreign(file, REFERENCE, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
