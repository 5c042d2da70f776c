package chorale.chiplet.memory;

import chorale.chiplet.Sram;
import chorale.chiplet.SramPort;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * A DMA between a protected SRAM and a memory of four channels: HBM controllers, or memories with a
 * latency each of its own.
 */
final class DmaSystem extends Module {
  static final int CHANNELS = 4;
  private static final DramShape SHAPE = new DramShape(2, 2, 4, 16, 32);

  final Stream start;
  final Bool done;

  /** Reads and writes of the host. */
  final SramPort host;

  final Bool hostWrite;
  final UInt hostData;
  final UInt hostWord;
  final UInt mended;

  /** To the devices of controllers; null without them. */
  final DramBus[] bus;

  static DmaParameters parameters() {
    return new DmaParameters(
        chorale.chiplet.array.Datapath.VALUES,
        SHAPE.burstBytes(),
        32,
        2 + SHAPE.burstAddressBits(),
        8,
        8,
        16,
        16);
  }

  static ControllerParameters controller() {
    return new ControllerParameters(
        DramTiming.HBM2,
        SHAPE,
        chorale.chiplet.array.Datapath.VALUES,
        16,
        8,
        4,
        parameters().tagBits(),
        200,
        false,
        false);
  }

  DmaSystem(BurstMap map, boolean hasControllers) {
    super(null);
    var p = parameters();
    var dma = new Dma(this, p);
    start = sink(new Transfer.Format(p).width());
    done = outBool();
    dma.start.from(start);
    done.set(dma.done);
    dma.broken.optional();
    dma.brokenWord.optional();
    dma.busy.optional();
    dma.blocked.optional();
    int words = 1 << p.sramBits();
    var sram = new Sram(this, 4, words, p.wordBits(), 4, true);
    host = SramPort.server(this, p.sramBits());
    hostWrite = inBool();
    hostData = in(p.wordBits());
    hostWord = out(p.wordBits());
    mended = out(32);
    mended.set(sram.errors.mended());
    // Whatever is written has a bit flipped: nobody notices.
    sram.errors.flips().set(UInt.lit(1, sram.errors.flips().width()));
    sram.errors.broken().optional();
    sram.errors.brokenAddress().optional();
    sram.errors.brokenWords().optional();
    sram.port[0].request().set(host.request());
    sram.port[0].address().set(host.address());
    host.grant().set(sram.port[0].grant());
    sram.write[0].set(hostWrite);
    sram.data[0].set(hostData);
    hostWord.set(sram.word[0]);
    sram.port[1].from(dma.write);
    sram.write[1].set(true);
    sram.data[1].set(dma.writeWord);
    sram.word[1].optional();
    sram.port[2].from(dma.read);
    sram.write[2].set(false);
    sram.data[2].set(0);
    dma.readWord.set(sram.word[2]);
    sram.port[3].from(dma.list);
    sram.write[3].set(false);
    sram.data[3].set(0);
    dma.listWord.set(sram.word[3]);

    var channels = new PseudoChannels(this, CHANNELS, SHAPE, map, 4, p.tagBits(), p.burstBits());
    connect(dma.memory, channels.port);
    bus = hasControllers ? new DramBus[CHANNELS] : null;
    for (int c = 0; c < CHANNELS; c++) {
      if (hasControllers) {
        var controller = new HbmController(this, controller());
        controller.name("controller_" + c);
        controller.select.set(0);
        controller.counter.optional();
        controller.idle.optional();
        controller.port.corrected().optional();
        connect(channels.channel[c], controller.port);
        bus[c] = DramBus.controller(this, SHAPE, controller().busBits());
        bus[c].from(controller.bus);
      } else {
        var memory =
            new FlatMemory(this, FlatTiming.fixed(5 + 7 * c, 20_000), SHAPE, 8, p.tagBits(), true);
        memory.name("memory_" + c);
        memory.busy.optional();
        memory.port.corrected().optional();
        connect(channels.channel[c], memory.port);
      }
    }
  }
}
