package chorale.workload.step.run;

import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Which packets of which commands come to whom; those that are added are not among them. */
final class Sends {
  /** Packets of a command for one receiver: their places among the command's. */
  record Sent(int command, int[] places) {}

  private record Place(int chiplet, Traffic traffic) {}

  private final int chiplets;
  private final Map<Place, List<Sent>> sent = new HashMap<>();

  private final Set<Traffic> forking = EnumSet.noneOf(Traffic.class);

  Sends(int chiplets) {
    this.chiplets = chiplets;
  }

  void add(int command, Packets packets) {
    if (Arrays.stream(packets.to()).anyMatch(to -> Long.bitCount(to) > 1)) {
      forking.add(packets.traffic());
    }
    var places = new int[chiplets][];
    var counts = new int[chiplets];
    for (int k = 0; k < packets.count(); k++) {
      receivers(packets.to()[k]).forEach(to -> counts[to]++);
    }
    for (int to = 0; to < chiplets; to++) {
      places[to] = new int[counts[to]];
    }
    for (int k = packets.count() - 1; k >= 0; k--) {
      int place = k;
      receivers(packets.to()[k]).forEach(to -> places[to][--counts[to]] = place);
    }
    for (int to = 0; to < chiplets; to++) {
      if (places[to].length > 0) {
        sent.computeIfAbsent(new Place(to, packets.traffic()), _ -> new ArrayList<>())
            .add(new Sent(command, places[to]));
      }
    }
  }

  /** Whether packets of a class are for several chiplets. */
  boolean fork(Traffic traffic) {
    return forking.contains(traffic);
  }

  /** Packets of a class for a chiplet, by command that sends them. */
  List<Sent> of(int chiplet, Traffic traffic) {
    return sent.getOrDefault(new Place(chiplet, traffic), List.of());
  }

  int count(int chiplet, Traffic traffic) {
    return of(chiplet, traffic).stream().mapToInt(s -> s.places.length).sum();
  }

  /** The chiplets that a packet is for. */
  static IntStream receivers(long to) {
    return BitSet.valueOf(new long[] {to}).stream();
  }

  /** The chiplet that a packet is for that is added. */
  static int receiver(Packets packets, int k) {
    long to = packets.to()[k];
    if (Long.bitCount(to) != 1) {
      throw new IllegalArgumentException(
          "a packet for %d chiplets that is added: for one".formatted(Long.bitCount(to)));
    }
    return Long.numberOfTrailingZeros(to);
  }
}
