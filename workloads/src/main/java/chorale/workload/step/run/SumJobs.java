package chorale.workload.step.run;

import chorale.workload.step.Machine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What packets that are added, and their sums, need of links and joins: a part for what comes up to
 * each arrival that commands wait for, and one for the rest of a pass.
 */
final class SumJobs {
  private final StepGraph graph;
  private final Machine machine;
  private final Links links;
  private final Jobs[] ofLink;
  private final Sums sums;
  private final SumWay way;
  private final int kind;
  private final Jobs[] ofJoin;

  /** Sums of the root that are at their homes with an arrival. */
  private record Aim(int sum, int arrival) {}

  private final List<Aim> aims = new ArrayList<>();

  SumJobs(StepGraph graph, Sums sums, SumWay way, Links links, Jobs[] ofLink) {
    this.graph = graph;
    this.sums = sums;
    this.way = way;
    this.links = links;
    this.ofLink = ofLink;
    machine = graph.machine;
    kind = sums.traffic.ordinal();
    ofJoin = new Jobs[machine.groups() + 1];
    for (int g = 0; g < ofJoin.length; g++) {
      ofJoin[g] = new Jobs(links.joinName(kind, g), (work, _) -> work, 0);
    }
    for (int a = 0; a < graph.arrival.size(); a++) {
      var at = graph.arrival.get(a);
      if (at.traffic() == sums.traffic) {
        aims.add(new Aim(sums.last(at.chiplet(), at.packets()), a));
      }
    }
  }

  /** Adds jobs of links, and returns those of joins. */
  List<Jobs> add() {
    int from = 0;
    for (int to : bounds()) {
      part(from, to);
      from = to;
    }
    return List.of(ofJoin);
  }

  /** Behind which sums of the root a part ends. */
  private TreeSet<Integer> bounds() {
    var bounds = new TreeSet<Integer>();
    aims.forEach(a -> bounds.add(a.sum + 1));
    for (int i = 0; i < sums.root.sums().size(); i++) {
      if (sums.root.sums().get(i).isEnd()) {
        bounds.add(i + 1);
      }
    }
    return bounds;
  }

  /** Arrivals of the same pass for which so many of the root's sums are needed. */
  private List<Aim> behind(int count) {
    var all = sums.root.sums();
    int end = count - 1;
    while (!all.get(end).isEnd()) {
      end++;
    }
    int last = end;
    return aims.stream().filter(a -> a.sum >= count - 1 && a.sum < last).toList();
  }

  /** Sums of the root from one to before another, of one pass. */
  private void part(int from, int to) {
    var aims = behind(to);
    int flits = sums.flits;
    var atRoot = new ArrayList<Jobs.From>();
    for (int g = 0; g < machine.groups(); g++) {
      int first = sums.root.next(g, from);
      int behind = sums.root.behind()[g][to - 1];
      var begins = heads(g, first);
      long rounds = 0;
      for (int i = first; i < behind; i++) {
        rounds += sums.group[g].rounds(i);
      }
      long work = (long) (behind - first) * flits;
      int in = way.toSwitch();
      int out = in + way.inSwitch();
      add(ofJoin[g], begins, in, rounds * flits, aims, way.flight() - in);
      add(ofLink[links.sums(kind, g)], begins, out, work, aims, way.flight() - out);
      // times of trunks are those in which chiplets behind a link of the root would get flits
      int trunk = way.flight() - way.behindOutput() + way.leaf();
      int rest = way.behindOutput() - way.leaf();
      add(ofLink[links.trunkUp(g)], begins, trunk, work, aims, rest);
      atRoot.addAll(begins);
    }
    int in = way.flight() - way.inRoot() - way.toHome();
    int out = in + way.inRoot();
    int root = machine.groups();
    var of = sums.root.sums().subList(from, to);
    long tokens = of.stream().filter(s -> !s.isEnd()).count();
    add(ofJoin[root], atRoot, in, (long) of.size() * flits, aims, way.flight() - in);
    add(ofLink[links.sums(kind, root)], atRoot, out, tokens * flits, aims, way.toHome());
    for (int h = machine.experts(); h < machine.all(); h++) {
      int home = h;
      long own = of.stream().filter(s -> s.home() == home).count();
      var there =
          aims.stream().filter(a -> graph.arrival.get(a.arrival).chiplet() == home).toList();
      add(ofLink[links.down(h)], atRoot, way.flight(), own * flits, there, 0);
    }
  }

  /** Heads of the chiplets of a group that a sum of it waits for. */
  private List<Jobs.From> heads(int g, int sum) {
    var join = sums.group[g];
    var heads = new ArrayList<Jobs.From>();
    for (int c = 0; c < join.children() && sum < join.sums().size(); c++) {
      var head = join.parts().get(c).get(join.next(c, sum));
      heads.add(new Jobs.From(head.command(), 1 + (long) head.place() * sums.flits));
    }
    return heads;
  }

  private static void add(
      Jobs jobs, List<Jobs.From> heads, int head, long work, List<Aim> aims, int rest) {
    if (work > 0) {
      var from = heads.stream().map(f -> new Jobs.From(f.command(), f.cycles() + head)).toList();
      var to = aims.stream().map(a -> Jobs.To.arrival(a.arrival, rest - 1L)).toList();
      jobs.add(new Jobs.Job(from, work, to));
    }
  }

  /** Adds what a command that sends needs of its chiplet's link, arrival by arrival. */
  void sent(int i, int count) {
    long all = (long) count * sums.flits;
    var up = ofLink[links.up(graph.chiplet(i))];
    var feeds = new ArrayList<>(graph.feeds.get(i));
    feeds.sort(Comparator.comparingLong(this::needed));
    long from = 0;
    for (int k = 0; k < feeds.size(); k++) {
      long to = needed(feeds.get(k));
      if (to > from) {
        var ends = new ArrayList<Jobs.To>();
        ends.add(Jobs.To.end(i, all - to - 1));
        for (var f : feeds.subList(k, feeds.size())) {
          // behind a head that is waited for comes a sum
          long rest = f.isHead() && needed(f) == to ? sums.flits - 1L : 0;
          ends.add(Jobs.To.arrival(f.arrival(), way.flight() - 1 + rest));
        }
        up.add(new Jobs.Job(List.of(new Jobs.From(i, 1 + from)), to - from, ends));
        from = to;
      }
    }
    if (all > from) {
      up.add(i, 1 + from, all - from, -1);
    }
  }

  private long needed(StepGraph.Feed feed) {
    return (long) feed.last() * sums.flits + (feed.isHead() ? 1 : sums.flits);
  }
}
