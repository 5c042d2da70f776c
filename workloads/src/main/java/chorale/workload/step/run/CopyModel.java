package chorale.workload.step.run;

import chorale.workload.step.Work;

/** Copies rows of commands, one after the other, each when it is there: CopyEngine. */
final class CopyModel implements ChipletModel.Engine {
  private final Agenda agenda;
  private final StepGraph graph;
  private final EngineTimes times;
  private final ChipletModel.Sequencer sequencer;
  private final ChipletModel chiplet;
  private final long[] busy;
  private final int queue;

  private boolean working;

  CopyModel(
      Agenda agenda,
      StepGraph graph,
      EngineTimes times,
      ChipletModel.Sequencer sequencer,
      ChipletModel chiplet,
      long[] busy,
      int queue) {
    this.agenda = agenda;
    this.graph = graph;
    this.times = times;
    this.sequencer = sequencer;
    this.chiplet = chiplet;
    this.busy = busy;
    this.queue = queue;
  }

  @Override
  public long take(int command) {
    if (working) {
      return -1;
    }
    working = true;
    var copy = (Work.Copy) graph.command[command].work();
    busy[queue] += times.copySteps(copy);
    if (copy.awaited().length == 0) {
      long end = agenda.now() + times.copySteps(copy);
      agenda.at(end, () -> end(command));
    } else {
      row(command, copy, 0);
    }
    return agenda.now();
  }

  /** Copies a row if it is there, and otherwise when it is. */
  private void row(int command, Work.Copy copy, int i) {
    if (i == copy.rows()) {
      end(command);
    } else if (chiplet.isThere(copy.traffic(), copy.awaited()[i], () -> row(command, copy, i))) {
      agenda.at(agenda.now() + copy.words(), () -> row(command, copy, i + 1));
    }
  }

  private void end(int command) {
    working = false;
    sequencer.done(command, agenda.now() + times.copyEdge());
    sequencer.look();
  }
}
