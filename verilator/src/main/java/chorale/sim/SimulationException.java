package chorale.sim;

/**
 * The simulated Verilog stopped with a fatal error: {@code $stop}, {@code $fatal}, a failed
 * assertion or a combinational loop that does not settle. The model can only be closed afterwards.
 */
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimulationException(String message) {
    super(message);
  }
}
