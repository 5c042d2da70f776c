package chorale.bench.vector;

import chorale.chiplet.vector.Opcode;
import chorale.chiplet.vector.VectorInstruction;
import chorale.workload.vector.Instruction;
import chorale.workload.vector.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Kernels as instructions of the hardware. */
public final class KernelCode {
  private KernelCode() {}

  /** The instructions of a kernel, for consecutive places of the instruction memory. */
  public static List<VectorInstruction> of(Kernel kernel) {
    var code = new ArrayList<VectorInstruction>();
    for (Instruction i : kernel.instructions()) {
      boolean last = code.size() == kernel.instructions().size() - 1;
      code.add(
          new VectorInstruction(
              Opcode.valueOf(i.op().name()),
              i.dst(),
              i.a(),
              i.b(),
              i.stream(),
              i.immediate(),
              i.begins(),
              i.ends(),
              last));
    }
    return code;
  }
}
