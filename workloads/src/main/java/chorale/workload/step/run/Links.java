package chorale.workload.step.run;

import chorale.workload.step.Machine;

/**
 * The links of a package by number: of each chiplet up and down, of each group's memory up and
 * down, of each group's trunk up and down. Up is towards the root.
 */
record Links(Machine machine) {
  int count() {
    return 2 * (machine.all() + 2 * machine.groups());
  }

  int up(int chiplet) {
    return 2 * chiplet;
  }

  int down(int chiplet) {
    return 2 * chiplet + 1;
  }

  int memoryUp(int group) {
    return 2 * (machine.all() + group);
  }

  int memoryDown(int group) {
    return memoryUp(group) + 1;
  }

  int trunkUp(int group) {
    return 2 * (machine.all() + machine.groups() + group);
  }

  int trunkDown(int group) {
    return trunkUp(group) + 1;
  }

  /** The links of a packet from one chiplet to another. */
  int[] way(int from, int to) {
    boolean leaves = !together(from, to) && machine.hasExperts(from);
    boolean enters = !together(from, to) && machine.hasExperts(to);
    var way = new int[2 + (leaves ? 1 : 0) + (enters ? 1 : 0)];
    int at = 0;
    way[at++] = up(from);
    if (leaves) {
      way[at++] = trunkUp(machine.group(from));
    }
    if (enters) {
      way[at++] = trunkDown(machine.group(to));
    }
    way[at] = down(to);
    return way;
  }

  /** Routers between two chiplets. */
  int routers(int from, int to) {
    return way(from, to).length - 1;
  }

  private boolean together(int a, int b) {
    return machine.hasExperts(a) == machine.hasExperts(b)
        && (!machine.hasExperts(a) || machine.group(a) == machine.group(b));
  }

  String name(int link) {
    String direction = link % 2 == 0 ? "up from " : "down to ";
    int end = link / 2;
    if (end < machine.all()) {
      return direction + "chiplet " + end;
    }
    end -= machine.all();
    return end < machine.groups()
        ? direction + "memory " + end
        : direction + "group " + (end - machine.groups());
  }
}
