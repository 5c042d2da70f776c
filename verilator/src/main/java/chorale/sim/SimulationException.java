package chorale.sim;

/**
 * The simulated Verilog stopped with a fatal error: {@code $stop}, {@code $fatal}, a failed
 * assertion or a combinational loop that does not settle. The message has the place in the Verilog,
 * the line displayed last in that cycle, and the number of the cycle whose values were wrong:
 *
 * <pre>{@code
 * /work/target/rtl/Fifo.v:31: Fifo.java:24: more words than places (cycle 17)
 * }</pre>
 *
 * The model can only be closed afterwards.
 */
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimulationException(String message) {
    super(message);
  }
}
