package chorale.chiplet.array;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.UInt;
import java.util.List;

/**
 * What the array does with the words at its edge, for its first row and column: row i follows i
 * cycles later, column j another j.
 *
 * @param enters a step: the left word goes in, of an output-stationary fold the top word too
 * @param stays the step is of an output-stationary fold
 * @param first the first step of a fold: the weights change, or sums begin anew
 * @param last the last step of an output-stationary fold: its sums leave
 * @param initial a word of initial values goes in
 * @param again the step's sums go on from the accumulators
 * @param keeps the step's sums go to the accumulators
 * @param loads a row of weights goes in, from the top word
 * @param loadRow which row
 */
record ArrayFlags(
    Bool enters,
    Bool stays,
    Bool first,
    Bool last,
    Bool initial,
    Bool again,
    Bool keeps,
    Bool loads,
    UInt loadRow)
    implements Bundle {

  static ArrayFlags of(Ports p, int rows) {
    return new ArrayFlags(
        p.outBool(),
        p.outBool(),
        p.outBool(),
        p.outBool(),
        p.outBool(),
        p.outBool(),
        p.outBool(),
        p.outBool(),
        p.out(Module.log2(rows)));
  }

  List<Bits> all() {
    return List.of(enters, stays, first, last, initial, again, keeps, loads, loadRow);
  }
}
