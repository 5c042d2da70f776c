package chorale.workload.fast;

import chorale.workload.Command;
import chorale.workload.RunConfig;
import java.util.ArrayDeque;

/**
 * The DMA engine: cuts a load into bursts and asks for one a cycle, as long as fewer than {@code
 * outstandingBursts} are under way. A load is done when its last burst is there.
 */
final class LoadModel implements EngineModel {
  private record Load(Command.Load command, long word, Runnable done) {}

  private final Clock clock;
  private final RunConfig config;
  private final MemoryNodeModel memory;
  private final ChipletModel chiplet;
  private final ArrayDeque<Load> loads = new ArrayDeque<>();
  private int asked; // bytes of the first load
  private int index;
  private int underWay;
  private long next; // cycle in which the next request may leave the engine
  private boolean waits;

  LoadModel(Clock clock, RunConfig config, MemoryNodeModel memory, ChipletModel chiplet) {
    this.clock = clock;
    this.config = config;
    this.memory = memory;
    this.chiplet = chiplet;
  }

  @Override
  public void start(Command command, Runnable done) {
    if (!(command instanceof Command.Load load)) {
      throw EngineModel.misplaced(command);
    }
    loads.add(new Load(load, chiplet.layout().weights(index++), done));
    if (loads.size() == 1) {
      next = Math.max(next, clock.now() + 1);
    }
    ask();
  }

  /** Sends the next request as soon as it may go. */
  private void ask() {
    if (!waits && !loads.isEmpty() && underWay < config.pack().dram().outstandingBursts()) {
      waits = true;
      clock.at(Math.max(next, clock.now() + 1), this::send);
    }
  }

  private void send() {
    waits = false;
    var load = loads.getFirst();
    int burst = config.pack().dram().burstBytes();
    int bytes = Math.min(burst, load.command.bytes() - asked);
    int flits = config.pack().nop().bodyFlits(bytes);
    long word = load.word + asked / config.pack().nop().flitBytes() / chiplet.flitsPerWord();
    long address = (load.command.address() + asked) / config.pack().nop().flitBytes();
    asked += bytes;
    boolean last = asked == load.command.bytes();
    underWay++;
    next = clock.now() + 1;
    if (last) {
      loads.removeFirst();
      asked = 0;
      next = clock.now() + 2; // the engine takes the next load in between
    }
    memory.request(
        new BurstToLoad(
            chiplet,
            load.command.order(),
            address,
            flits,
            word,
            () -> arrived(last ? load.done : null)));
    ask();
  }

  private void arrived(Runnable done) {
    underWay--;
    if (done != null) {
      chiplet.loaded();
      done.run();
    }
    ask();
  }
}
