package chorale.workload.fast;

import chorale.workload.Program;
import chorale.workload.SramLayout;
import chorale.workload.Timing;
import chorale.workload.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A MoE chiplet: what its engines share, and where its tokens lie. */
final class ChipletModel implements DispatchModel.Target {
  private final Clock clock;
  private final Program program;
  private final Timing timing;
  private final int number;
  private final SramLayout layout;
  private final int flitsPerWord;
  private final int tokenFlits;
  private final LeafLink down = new LeafLink();
  private final SramStream tokens;
  private final SramStream weights;
  private final SramStream combines;
  private final Counters counters;
  private final int[][] words; // by local expert, where its tokens lie
  private final int[][] tokensOf;
  private final List<Long> requests = new ArrayList<>();
  private int oldestRequest;
  private final List<long[]> landings = new ArrayList<>();
  private int oldestLanding;
  private double shareOfBank;
  private int arrived;
  private long delivered;
  private long loaded;
  private long multiplied;

  ChipletModel(Clock clock, Program program, Timing timing, int number) {
    this.clock = clock;
    this.program = program;
    this.timing = timing;
    this.number = number;
    layout = SramLayout.of(program, number, Traffic.of(program).tokensArriving(number));
    flitsPerWord = SramLayout.Words.of(program.config()).flits();
    tokenFlits = program.config().tokenBodyFlits();
    tokens = new SramStream(flitsPerWord);
    weights = new SramStream(flitsPerWord);
    combines = new SramStream(flitsPerWord);
    var own = program.moe().get(number).semaphores();
    counters = new Counters(clock, own.count(), timing.commandIssue());
    int[] experts = program.placement().experts(number);
    tokensOf = new int[experts.length][];
    words = new int[experts.length][];
    for (int expert : experts) {
      int local = program.placement().local(expert);
      tokensOf[local] = program.routing().tokensOf(expert);
      words[local] = new int[tokensOf[local].length];
    }
    places();
    shareOfBank = 1.0 / program.config().pack().chiplet().sramBanks();
  }

  /** Tokens lie in the order of their arrival, which is that of their numbers. */
  private void places() {
    var all = Arrays.stream(tokensOf).flatMapToInt(Arrays::stream).sorted().distinct().toArray();
    int each = Math.ceilDiv(tokenFlits, flitsPerWord);
    for (int l = 0; l < words.length; l++) {
      for (int i = 0; i < words[l].length; i++) {
        words[l][i] = Arrays.binarySearch(all, tokensOf[l][i]) * each;
      }
    }
  }

  Counters counters() {
    return counters;
  }

  SramLayout layout() {
    return layout;
  }

  int flitsPerWord() {
    return flitsPerWord;
  }

  LeafLink down() {
    return down;
  }

  /** Results that leave, at the SRAM. */
  SramStream combines() {
    return combines;
  }

  /** Its place in its group. */
  int place() {
    return number % program.config().pack().nop().chipletsPerGroup();
  }

  int[] words(int local) {
    return words[local];
  }

  /** The {@code index}-th token of a local expert. */
  int token(int local, int index) {
    return tokensOf[local][index];
  }

  /** The rank of a local expert among the experts of its {@code index}-th token. */
  int slot(int local, int index) {
    int token = token(local, index);
    for (int k = 0; k < program.routing().topK(); k++) {
      int expert = program.routing().expert(token, k);
      if (program.placement().chiplet(expert) == number
          && program.placement().local(expert) == local) {
        return k;
      }
    }
    throw new IllegalStateException("token " + token + " is none of local expert " + local);
  }

  /** The word that an arriving flit takes in {@code cycle}, or -1. */
  long arrival(long cycle) {
    long token = tokens.at(cycle);
    return token >= 0 ? token : weights.at(cycle);
  }

  @Override
  public void comes(long head, long tail) {
    down.reserve(head, tail, tokenFlits + 1);
    int toSram = program.config().pack().nop().linkLatencyCycles() + timing.receive();
    int each = Math.ceilDiv(tokenFlits, flitsPerWord);
    tokens.add(tail - tokenFlits + 1 + toSram, tokenFlits, (long) arrived++ * each);
  }

  @Override
  public void delivered(int token) {
    delivered = clock.now();
    for (int k = 0; k < program.routing().topK(); k++) {
      int expert = program.routing().expert(token, k);
      if (program.placement().chiplet(expert) == number) {
        counters.signal(
            program.moe().get(number).semaphores().tokens(program.placement().local(expert)));
      }
    }
  }

  /** A burst's last flit is on the leaf link in cycle {@code end}. */
  void weightsLand(long end, BurstToLoad burst) {
    int toSram = program.config().pack().nop().linkLatencyCycles() + timing.receive();
    long from = end - burst.flits() + 1 + toSram;
    weights.add(from, burst.flits(), burst.word());
    landings.add(new long[] {from, burst.flits()});
  }

  /** A request takes the link up in {@code cycle}. */
  void requestGoes(long cycle) {
    requests.add(cycle);
  }

  /**
   * Cycles of {@code from .. to} that a packet of results on the link up has lost to requests, and
   * in the SRAM to what arrived. Calls come in the order of {@code from}.
   */
  long takenFromCombine(long from, long to) {
    while (oldestRequest < requests.size() && requests.get(oldestRequest) < from) {
      oldestRequest++;
    }
    long taken = 0;
    for (int i = oldestRequest; i < requests.size() && requests.get(i) <= to; i++) {
      taken++;
    }
    while (oldestLanding < landings.size()
        && landings.get(oldestLanding)[0] + landings.get(oldestLanding)[1] <= from) {
      oldestLanding++;
    }
    double meets = 0;
    for (int i = oldestLanding; i < landings.size() && landings.get(i)[0] <= to; i++) {
      var landing = landings.get(i);
      long first = Math.max(from, landing[0]);
      long behind = Math.min(to + 1, landing[0] + landing[1]);
      meets += Math.max(0, behind - first) * shareOfBank;
    }
    return taken + Math.round(meets);
  }

  void loaded() {
    loaded = clock.now();
  }

  void multiplied() {
    multiplied = clock.now();
  }

  long lastDelivered() {
    return delivered;
  }

  long lastLoaded() {
    return loaded;
  }

  long lastMultiplied() {
    return multiplied;
  }
}
