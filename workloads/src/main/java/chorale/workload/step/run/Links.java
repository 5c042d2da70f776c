package chorale.workload.step.run;

import chorale.workload.step.Machine;
import chorale.workload.step.Traffic;
import java.util.function.IntFunction;

/**
 * The links of a package by number: of each chiplet up and down, of each group's memory up and
 * down, of each group's trunk up and down. Up is towards the root. Behind them, those by which sums
 * leave the joins of each class, group by group, and the root's.
 */
record Links(Machine machine) {
  int count() {
    return sums(Traffic.values().length, 0);
  }

  /**
   * That by which a class's sums of a group leave their join; of the root: the last group's next.
   */
  int sums(int kind, int group) {
    return 2 * (machine.all() + 2 * machine.groups()) + kind * (machine.groups() + 1) + group;
  }

  /** The first so many are of chiplets. */
  int ofChiplets() {
    return up(machine.all());
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

  /** Whether a link of a chiplet, a memory or a trunk leads towards the root. */
  static boolean isUp(int link) {
    return link % 2 == 0;
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

  /** The links from a chiplet to several, each by its bit; {@code arrived} is run at each. */
  Hop tree(int from, long to, IntFunction<Runnable> arrived) {
    var ways = Sends.receivers(to).mapToObj(c -> Hop.way(way(from, c), arrived.apply(c))).toList();
    return Hop.together(ways);
  }

  /** Routers between two chiplets. */
  int routers(int from, int to) {
    return way(from, to).length - 1;
  }

  private boolean together(int a, int b) {
    return machine.hasExperts(a) == machine.hasExperts(b)
        && (!machine.hasExperts(a) || machine.group(a) == machine.group(b));
  }

  /** A join of a class, numbered as its link. */
  String joinName(int kind, int group) {
    String where = group == machine.groups() ? "the root" : "group " + group;
    return "%s join of %s".formatted(Traffic.values()[kind], where);
  }

  String name(int link) {
    int sums = link - sums(0, 0);
    if (sums >= 0) {
      int joins = machine.groups() + 1;
      return "up from " + joinName(sums / joins, sums % joins);
    }
    String direction = isUp(link) ? "up from " : "down to ";
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
