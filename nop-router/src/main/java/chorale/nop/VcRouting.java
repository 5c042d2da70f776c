package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.UInt;
import java.util.List;

/** Where a router sends packets: all that differs between routers of one shape. */
public interface VcRouting {
  /** Tells routers with different routing apart, as part of the module's name. */
  String label();

  /** Outputs that packets of this virtual channel may take, ascending; none: no hardware. */
  List<Integer> outputs(int input, int vc);

  /** Virtual channels in which they may leave, ascending. */
  List<Integer> next(int input, int vc);

  /** For the packet that {@code head} begins, a bit for each of {@link #outputs}: it goes there. */
  UInt route(int input, int vc, UInt head);

  /**
   * For the packet that {@code head} begins, one-hot, which of {@link #next} it leaves in; not
   * asked for if its class is free.
   */
  UInt nextVc(int input, int vc, UInt head);

  /**
   * The flows, ascending, that packets of this virtual channel may belong to that leave by {@code
   * output}, if their class is free.
   */
  List<Integer> flows(int input, int vc, int output);

  /** For the packet that {@code head} begins, a bit for each of some flows: it belongs to that. */
  UInt flow(UInt head, List<Integer> flows);

  /** Whether {@code head}, as it leaves in this class by {@code output}, belongs there. */
  Bool belongs(int output, VcClass kind, UInt head);

  /**
   * Whether a router is at the far end of this port, not a leaf: there the virtual channels of a
   * class that is free share their places.
   */
  boolean isRouter(int port);

  /** Rank of an output: a packet that claims several does so in ascending order. */
  int rank(int output);

  /** A multicast flit as it leaves by {@code output}. */
  UInt onward(int output, UInt flit);
}
