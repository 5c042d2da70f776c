package chorale.workload.fast;

import chorale.workload.Command;
import chorale.workload.RunConfig;
import chorale.workload.Timing;
import java.util.ArrayDeque;

/**
 * The combine engine and its chiplet's link up: a packet for each token of an expert, back to back.
 * Requests go before it on the link, and what arrives before it in the SRAM, where each arriving
 * flit is at the packet's bank once in as many cycles as there are banks.
 */
final class CombineModel implements EngineModel {
  private record Combine(Command.Combine command, long word, Runnable done) {}

  private final Clock clock;
  private final RunConfig.Nop nop;
  private final Timing timing;
  private final ChipletModel chiplet;
  private final TrunkModel trunk;
  private final CreditWindow link;
  private final int flits;
  private final int ahead;
  private final ArrayDeque<Combine> commands = new ArrayDeque<>();
  private int sent; // packets of the first command
  private int inSwitch; // packets that have begun, and have not left the switch
  private boolean sending;
  private long next; // first cycle in which the link may take a packet

  CombineModel(
      Clock clock, RunConfig config, Timing timing, ChipletModel chiplet, TrunkModel trunk) {
    this.clock = clock;
    this.timing = timing;
    this.chiplet = chiplet;
    this.trunk = trunk;
    nop = config.pack().nop();
    link = new CreditWindow(nop, timing);
    flits = config.tokenBodyFlits() + 1;
    ahead = Math.ceilDiv(nop.bufferFlits(), flits) + 1;
  }

  @Override
  public void start(Command command, Runnable done) {
    if (!(command instanceof Command.Combine combine)) {
      throw EngineModel.misplaced(command);
    }
    commands.add(new Combine(combine, chiplet.layout().results(combine.local()), done));
    if (commands.size() == 1) {
      next = Math.max(next, clock.now() + timing.combineStart());
    }
    send();
  }

  /** Sends the next packet as soon as it may go. */
  private void send() {
    if (!sending && !commands.isEmpty() && inSwitch < ahead) {
      sending = true;
      clock.at(Math.max(next, clock.now()), this::packet);
    }
  }

  private void packet() {
    var combine = commands.getFirst();
    int index = combine.command.first() + sent;
    long head = clock.now();
    long tail = link.send(head, flits);
    inSwitch++;
    int words = Math.ceilDiv(flits - 1, chiplet.flitsPerWord());
    chiplet
        .combines()
        .add(head - timing.combineStart() + 2, flits - 1, combine.word + (long) sent * words);
    var packet =
        trunk.offer(
            chiplet,
            chiplet.token(combine.command.local(), index),
            chiplet.slot(combine.command.local(), index),
            this::left);
    clock.at(head + timing.router() + nop.linkLatencyCycles(), () -> trunk.head(packet));
    end(packet, head, tail, 0);
  }

  /** Ends the packet, later by what took its cycles in the meantime. */
  private void end(TrunkModel.Packet packet, long head, long tail, long before) {
    clock.at(
        tail,
        () -> {
          long taken = chiplet.takenFromCombine(head, tail);
          if (taken > before) {
            end(packet, head, tail + taken - before, taken);
          } else {
            ended(packet, tail);
          }
        });
  }

  private void ended(TrunkModel.Packet packet, long tail) {
    trunk.tail(packet, tail + timing.router() + nop.linkLatencyCycles());
    var combine = commands.getFirst();
    sending = false;
    sent++;
    next = tail + 1;
    if (sent == combine.command.count()) {
      sent = 0;
      commands.removeFirst();
      next = tail + 2; // an idle cycle between commands
      // it is done when its last flit leaves the engine
      combine.done.run();
    }
    send();
  }

  private void left() {
    inSwitch--;
    send();
  }
}
