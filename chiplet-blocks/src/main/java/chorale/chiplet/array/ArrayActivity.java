package chorale.chiplet.array;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * What the array does in a cycle: a step, or the one reason why it does none; none of these: it has
 * no command.
 *
 * @param step a step
 * @param left the left word is missing
 * @param top the top word of an output-stationary step is missing
 * @param initial an initial value is missing
 * @param weights the weights of the next fold are not there yet
 * @param results the results of a step would find no place, or the sums it goes on from are not
 *     there
 * @param rows rows of PEs in use in the present fold, of all arrays; the others keep still
 * @param columns columns of PEs that the present fold uses
 */
public record ArrayActivity(
    Bool step,
    Bool left,
    Bool top,
    Bool initial,
    Bool weights,
    Bool results,
    UInt rows,
    UInt columns)
    implements Bundle {

  static ArrayActivity of(Ports p, ArrayParameters array) {
    var activity =
        new ArrayActivity(
            p.outBool(),
            p.outBool(),
            p.outBool(),
            p.outBool(),
            p.outBool(),
            p.outBool(),
            p.out(Module.log2(array.arrays() * array.rows() + 1)),
            p.out(Module.log2(array.columns() + 1)));
    return activity;
  }
}
