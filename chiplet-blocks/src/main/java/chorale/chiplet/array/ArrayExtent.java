package chorale.chiplet.array;

import chorale.hdl.Bits;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.UInt;
import java.util.List;

/**
 * How much of an array is in use; the lanes of all other rows and columns are 0.
 *
 * @param rows rows with an operand in the left word of this cycle
 * @param columns columns with an operand in the top word of this cycle
 * @param initial columns with an initial value in the word of this cycle
 */
record ArrayExtent(UInt rows, UInt columns, UInt initial) implements Bundle {
  static ArrayExtent of(Ports p, ArrayParameters array) {
    int columnBits = Module.log2(array.columns() + 1);
    return new ArrayExtent(
        p.out(Module.log2(array.rows() + 1)), p.out(columnBits), p.out(columnBits));
  }

  List<Bits> all() {
    return List.of(rows, columns, initial);
  }
}
