package chorale.bench.cost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The smallest routers on an FPGA, as {@code study cost} places them. */
public final class FpgaRouters {
  private FpgaRouters() {}

  /** Places and routes them. */
  public static List<Fpga> placed(Path work) throws IOException {
    return new CostStudy(work, "").fpga().stream().map(Fpga::of).toList();
  }
}
