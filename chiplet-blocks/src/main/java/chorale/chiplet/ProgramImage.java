package chorale.chiplet;

import chorale.chiplet.MozartPackage.Store;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a host writes into a package before a run: commands, tables and cleared memories, as words
 * for the load port. Commands are appended to their engine's queue in the order of the calls. A
 * call throws {@link IllegalArgumentException} if something does not fit its field or memory.
 */
public final class ProgramImage {
  private final PackageParameters p;
  private final int attention;
  private final List<Word> tables = new ArrayList<>();
  private final Map<Integer, Map<Store, List<BigInteger>>> queues = new TreeMap<>();

  /** One word for the load port; {@code store} is the ordinal of a {@link Store}. */
  public record Word(int node, int store, int address, BigInteger data) {}

  /**
   * When a command starts and what it signals. A value of 0 waits for nothing; a negative {@code
   * signal} signals nothing.
   */
  public record Sync(
      int firstSemaphore, int firstAtLeast, int secondSemaphore, int secondAtLeast, int signal) {
    /** Starts at once and signals nothing. */
    public static final Sync NONE = new Sync(0, 0, 0, 0, -1);
  }

  /** An empty image; every engine's queue holds just its end mark. */
  public ProgramImage(PackageParameters p) {
    this.p = p;
    attention = p.enabled().size();
    for (int c : p.enabled()) {
      queue(node(c), Store.DMA_COMMANDS);
      queue(node(c), Store.ARRAY_COMMANDS);
      queue(node(c), Store.COMBINE_COMMANDS);
      queue(node(c), Store.STORE_COMMANDS);
      for (int e = 0; e < p.experts(); e++) {
        local(c, e, 0, false);
      }
    }
    queue(attention, Store.DISPATCH_COMMANDS);
    queue(attention, Store.REDUCE_COMMANDS);
    for (int t = 0; t < p.tokens(); t++) {
      word(attention, Store.RECEIVED, t, BigInteger.ZERO);
    }
  }

  /** Puts {@code expert} on {@code chiplet} as its {@code local}-th. */
  public void place(int expert, int chiplet, int local) {
    local(chiplet, expert, local, true);
    word(attention, Store.PLACEMENT, expert, BigInteger.valueOf(node(chiplet)));
  }

  /** Says where a token goes: its experts, the best first. */
  public void route(int token, int[] experts) {
    BigInteger word = BigInteger.ZERO;
    for (int k = 0; k < experts.length; k++) {
      word = word.or(BigInteger.valueOf(experts[k]).shiftLeft(k * p.expertBits()));
    }
    word(attention, Store.ROUTING, token, word);
  }

  /** Sends tokens {@code first} to {@code first + count - 1}. */
  public void dispatch(Sync sync, int first, int count) {
    command(
        attention,
        Store.DISPATCH_COMMANDS,
        sync,
        new DispatchEngine.Command(p).encode(first, count));
  }

  /** Adds up {@code count} tokens. */
  public void reduce(Sync sync, int count) {
    command(attention, Store.REDUCE_COMMANDS, sync, new ReduceEngine.Command(p).encode(count));
  }

  /**
   * Loads a block from the group's memory.
   *
   * @param addressFlits where it begins there, in flits
   * @param flits its length
   * @param order the load's rank among the loads and stores of its group; the lowest goes first
   * @param word where it goes in the SRAM
   */
  public void load(int chiplet, Sync sync, long addressFlits, long flits, int order, long word) {
    command(
        node(chiplet),
        Store.DMA_COMMANDS,
        sync,
        new BlockCommand(p).encode(addressFlits, flits, order, word));
  }

  /**
   * Stores a block in the group's memory. When it is done, all of it is there: a load that waits
   * for its signal reads it.
   *
   * @param addressFlits where it goes there, in flits
   * @param flits its length
   * @param order the store's rank among the loads and stores of its group; the lowest goes first
   * @param word where it begins in the SRAM
   */
  public void store(int chiplet, Sync sync, long addressFlits, long flits, int order, long word) {
    command(
        node(chiplet),
        Store.STORE_COMMANDS,
        sync,
        new BlockCommand(p).encode(addressFlits, flits, order, word));
  }

  /**
   * Multiplies {@code m} rows by a matrix of {@code k} rows and {@code n} columns.
   *
   * @param local local expert whose tokens are the rows, or negative if they lie at {@code input}
   * @param fenced whether the rows are results of the command before
   * @param weights first SRAM word of the weights, one per row of each fold
   * @param input first SRAM word of the rows, or 0
   * @param output first SRAM word of the results
   */
  public void multiply(
      int chiplet,
      Sync sync,
      int local,
      boolean fenced,
      int m,
      int k,
      int n,
      long weights,
      long input,
      long output) {
    int foldsK = Math.ceilDiv(k, p.arrayRows());
    int foldsN = Math.ceilDiv(n, p.arrayColumns());
    int lastRows = k - (foldsK - 1) * p.arrayRows();
    command(
        node(chiplet),
        Store.ARRAY_COMMANDS,
        sync,
        new ArrayEngine.Command(p)
            .encode(
                local, fenced, m, foldsK, foldsN, lastRows, weights, input, foldsK, output,
                foldsN));
  }

  /** Sends a local expert's results {@code first} to {@code first + count - 1} home. */
  public void combine(int chiplet, Sync sync, int local, int first, int count, long results) {
    command(
        node(chiplet),
        Store.COMBINE_COMMANDS,
        sync,
        new CombineEngine.Command(p).encode(local, first, count, results));
  }

  /** All words, in an order that does not matter. */
  public List<Word> words() {
    var words = new ArrayList<>(tables);
    queues.forEach(
        (node, stores) ->
            stores.forEach(
                (store, commands) -> {
                  for (int i = 0; i < commands.size(); i++) {
                    words.add(new Word(node, store.ordinal(), i, commands.get(i)));
                  }
                  BigInteger end = MozartPackage.commands(p, store).endMark();
                  words.add(new Word(node, store.ordinal(), commands.size(), end));
                }));
    return words;
  }

  /** A chiplet that is there. */
  private int node(int chiplet) {
    int leaf = p.leaf(chiplet);
    if (leaf < 0) {
      throw new IllegalArgumentException("chiplet %d is left out".formatted(chiplet));
    }
    return leaf;
  }

  private void local(int chiplet, int expert, int local, boolean here) {
    long entry = (here ? 1L << p.localBits() : 0) | local;
    word(node(chiplet), Store.LOCAL_EXPERTS, expert, BigInteger.valueOf(entry));
  }

  private void word(int node, Store store, int address, BigInteger data) {
    tables.add(new Word(node, store.ordinal(), address, data));
  }

  private List<BigInteger> queue(int node, Store store) {
    return queues
        .computeIfAbsent(node, _ -> new EnumMap<>(Store.class))
        .computeIfAbsent(store, _ -> new ArrayList<>());
  }

  private void command(int node, Store store, Sync sync, BigInteger arguments) {
    var queue = queue(node, store);
    if (queue.size() + 1 >= PackageParameters.COMMANDS) {
      throw new IllegalArgumentException(
          "node %d: a queue holds %d commands".formatted(node, PackageParameters.COMMANDS - 1));
    }
    queue.add(
        MozartPackage.commands(p, store)
            .encode(
                sync.firstSemaphore,
                sync.firstAtLeast,
                sync.secondSemaphore,
                sync.secondAtLeast,
                sync.signal,
                arguments));
  }
}
