package chorale.chiplet.memory;

import chorale.hdl.Module;

/** One pseudo-channel's controller. */
public final class HbmController extends Module {
  /** Requests and answers. */
  public final DramPort port;

  /** To the device. */
  public final DramBus bus;

  public HbmController(Module parent, ControllerParameters p) {
    super(parent);
    port = DramPort.server(this, p);
    bus = DramBus.controller(this, p.shape(), p.busBits());
  }
}
