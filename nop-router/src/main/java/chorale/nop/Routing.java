package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.UInt;

/** Where a router sends a packet: the only thing that differs between routers of one shape. */
public interface Routing {
  /** Tells routers with different routing apart, as part of the module's name. */
  String label();

  /** Whether packets may turn from {@code input} to {@code output}; other turns get no hardware. */
  boolean turns(int input, int output);

  /** Whether packets from {@code input} may go to several outputs at once. */
  boolean forks(int input);

  /**
   * Whether the packet that {@code head} begins, which came by {@code input}, goes to {@code
   * output}.
   */
  Bool wants(int input, int output, UInt head);
}
