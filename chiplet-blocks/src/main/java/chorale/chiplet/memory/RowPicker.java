package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.RoundRobin;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Picks the row command. Activates go before precharges, and what the current direction wants
 * before what the other one does; of several banks, the one whose row was asked for first. An
 * activate starts a wait of tRCD that a precharge only prepares; precharges find the bus free
 * often, since tRRD and tFAW leave most cycles without an activate. No latency, one command per
 * cycle.
 */
public final class RowPicker extends Module {
  /** By bank. */
  public final RowWish[] wish;

  /** A refresh takes the bus in this cycle. */
  public final Bool taken;

  public final Bool activates;
  public final Bool precharges;

  /** A precharge because of a request for another row. */
  public final Bool conflict;

  /** The bank of the command, and the row that it wants. */
  public final UInt bank;

  public final UInt row;

  public RowPicker(Module parent, DramShape shape) {
    super(parent);
    int banks = shape.banks();
    wish = new RowWish[banks];
    for (int b = 0; b < banks; b++) {
      wish[b] = flipped(io -> RowWish.of(io, shape));
    }
    taken = inBool();
    activates = outBool();
    precharges = outBool();
    conflict = outBool();
    bank = out(shape.bankBits());
    row = out(shape.rowBits());

    var opensNow = mask(RowWish::opensNow).named("opensNow");
    var opensAhead = mask(RowWish::opensAhead).named("opensAhead");
    var closesNow = mask(RowWish::closesNow).named("closesNow");
    var closesAhead = mask(RowWish::closesAhead).named("closesAhead");
    var closesIdle = mask(RowWish::closesIdle).named("closesIdle");
    var closeAny = closesAhead.any().mux(closesAhead, closesIdle);
    var close = closesNow.any().mux(closesNow, closeAny);
    var openAhead = opensAhead.any().mux(opensAhead, close);
    var candidates = opensNow.any().mux(opensNow, openAhead);
    var oldest =
        Oldest.of(
            IntStream.range(0, banks).mapToObj(candidates::bit).toList(),
            Arrays.stream(wish).map(RowWish::stamp).toList());
    bank.set(oldest.index());
    row.set(Vec.of(Arrays.stream(wish).map(RowWish::row).toList()).at(bank));
    var opens = opensNow.any().or(opensAhead.any());
    var closes = oldest.any().andNot(opens).andNot(taken);
    activates.set(opens.andNot(taken));
    precharges.set(closes);
    conflict.set(closes.and(closesNow.any().or(closesAhead.any())));
  }

  private UInt mask(Function<RowWish, Bool> which) {
    List<Bool> bits = Arrays.stream(wish).map(which).toList();
    return RoundRobin.mask(bits);
  }
}
