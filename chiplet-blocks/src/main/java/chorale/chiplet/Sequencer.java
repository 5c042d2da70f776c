package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;
import java.util.List;

/**
 * Runs one engine's commands in order. A command is issued in the first cycle in which its
 * semaphores have the values that it waits for and the engine takes it; the next one may be issued
 * in the next cycle. When the engine reports a command done, in order, its semaphore is signalled.
 */
final class Sequencer extends Module {
  /** Commands that may be issued and not done. */
  static final int UNDER_WAY = 4;

  /** Fills the command memory. */
  final MemoryLoad load;

  /** Level: the run has begun. */
  final Bool run;

  final UInt[] semaphore;

  /** The arguments of the next command, to the engine. */
  final Stream issue;

  /** Pulse: the engine has finished its oldest command. */
  final Bool done;

  final SemaphoreFile.Signal signal;

  /** All commands are done. */
  final Bool finished;

  /** A command stands, held back by its semaphores. */
  final Bool waiting;

  Sequencer(Module parent, int semaphores, int argumentBits) {
    super(parent);
    var format = new CommandFormat(semaphores, argumentBits);
    load = MemoryLoad.port(this, PackageParameters.COMMANDS, format.width());
    run = inBool();
    semaphore = new UInt[semaphores];
    for (int i = 0; i < semaphores; i++) {
      semaphore[i] = in(PackageParameters.SEMAPHORE_BITS);
    }
    issue = source(argumentBits);
    done = inBool();
    signal = new SemaphoreFile.Signal(outBool(), out(log2(semaphores)));
    finished = outBool();
    waiting = outBool();

    Memory commands = mem(PackageParameters.COMMANDS, format.width());
    load.into(this, commands);
    var position = reg(log2(PackageParameters.COMMANDS));
    var command = commands.read(position);
    var ended = format.end.of(command).bit(0);
    var live = run.andNot(ended);

    var values = Vec.of(List.of(semaphore));
    var first = values.at(format.firstSemaphore.of(command));
    var second = values.at(format.secondSemaphore.of(command));
    var reached =
        first.ge(format.firstValue.of(command)).and(second.ge(format.secondValue.of(command)));

    var pending = new Fifo(this, 1 + log2(semaphores), UNDER_WAY);
    issue.valid().set(live.and(reached).and(pending.enq.ready()));
    issue.bits().set(format.arguments.of(command));
    var issued = issue.fire();
    when(issued, () -> position.set(position.plus(1)));
    pending.enq.valid().set(issued);
    pending.enq.bits().set(Bits.cat(format.signals.of(command), format.signal.of(command)));

    pending.deq.ready().set(done);
    var oldest = pending.deq.bits();
    signal.valid().set(done.and(oldest.bit(oldest.width() - 1)));
    signal.id().set(oldest.truncate(oldest.width() - 1));
    finished.set(run.and(ended).andNot(pending.deq.valid()));
    waiting.set(live.andNot(reached));
  }

  /** A port of {@code chiplet} that fills the command memory. */
  MemoryLoad host(Module chiplet) {
    var port = MemoryLoad.port(chiplet, PackageParameters.COMMANDS, load.data().width());
    load.from(port);
    return port;
  }

  /** What its engine does, one of: it works, it makes no progress, it waits for a semaphore. */
  List<Bool> activity(Bool busy, Bool blocked) {
    return List.of(busy, blocked, waiting.andNot(busy).andNot(blocked));
  }

  /** Connects this sequencer, its chiplet's {@code engine}-th, to the chiplet's semaphores. */
  void follow(Bool begun, SemaphoreFile semaphores, int engine) {
    run.set(begun);
    for (int i = 0; i < semaphore.length; i++) {
      semaphore[i].set(semaphores.value[i]);
    }
    semaphores.signal[engine].valid().set(signal.valid());
    semaphores.signal[engine].id().set(signal.id());
  }
}
