package chorale.workload.step.run;

import chorale.workload.step.Machine;

/**
 * The least that a flit takes that is added, from its sender's interface to its home.
 *
 * @param leaf cycles of the link of a leaf
 * @param toSwitch from the interface to the join of its switch
 * @param inSwitch from there to the sum's flit
 * @param toOutput from there to the link to the root
 * @param toRoot from there to the join of the root
 * @param inRoot from there to the sum's flit
 * @param toHome from there to the home
 */
record SumWay(
    int leaf, int toSwitch, int inSwitch, int toOutput, int toRoot, int inRoot, int toHome) {
  static SumWay of(Machine machine, StepTiming.Links links) {
    return new SumWay(
        links.leafCycles(),
        1 + links.leafCycles(),
        new JoinTimes(machine.chiplets()).latency(),
        links.leafCycles() + links.routerStages(),
        links.trunkCycles(),
        new JoinTimes(machine.groups()).latency(),
        2 * links.leafCycles() + links.routerStages());
  }

  /** All of it. */
  int flight() {
    return toSwitch + inSwitch + behindSwitch();
  }

  /** From the sum's flit at the switch. */
  int behindSwitch() {
    return toOutput + behindOutput();
  }

  /** From the link to the root. */
  int behindOutput() {
    return toRoot + inRoot + toHome;
  }
}
