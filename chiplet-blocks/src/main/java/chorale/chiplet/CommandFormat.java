package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Module;
import java.math.BigInteger;

/**
 * A word of a command memory: an end mark, up to two semaphores with the value that each must have
 * reached, the semaphore to signal, and the engine's own arguments. A wait for the value 0 is none.
 */
public final class CommandFormat {
  private final Layout layout = new Layout();
  final Field end = layout.field(1);
  final Field signals = layout.field(1);
  final Field signal;
  final Field firstSemaphore;
  final Field firstValue;
  final Field secondSemaphore;
  final Field secondValue;
  final Field arguments;

  /** Commands of a chiplet with {@code semaphores} for an engine with {@code argumentBits}. */
  public CommandFormat(int semaphores, int argumentBits) {
    int id = Module.log2(semaphores);
    signal = layout.field(id);
    firstSemaphore = layout.field(id);
    firstValue = layout.field(PackageParameters.SEMAPHORE_BITS);
    secondSemaphore = layout.field(id);
    secondValue = layout.field(PackageParameters.SEMAPHORE_BITS);
    arguments = layout.field(argumentBits);
  }

  /** Bits of a word. */
  public int width() {
    return layout.width();
  }

  /** The word behind the last command. */
  public BigInteger endMark() {
    return end.put(1);
  }

  /** A command; {@code signal} is negative if it signals nothing. */
  public BigInteger encode(
      int firstSem,
      int firstAtLeast,
      int secondSem,
      int secondAtLeast,
      int signalled,
      BigInteger args) {
    BigInteger word =
        firstSemaphore
            .put(firstSem)
            .or(firstValue.put(firstAtLeast))
            .or(secondSemaphore.put(secondSem))
            .or(secondValue.put(secondAtLeast))
            .or(args.shiftLeft(arguments.lo()));
    return signalled < 0 ? word : word.or(signals.put(1)).or(signal.put(signalled));
  }
}
