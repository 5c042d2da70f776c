package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.PacketFormat;
import java.math.BigInteger;

/**
 * Sends an expert's results home: one packet for each of its tokens, in the order of the expert's
 * list. The head names the token and the expert's slot among the token's top k, so that the home
 * knows the place and the rank of the contribution whenever it arrives. Throughput 1 flit per
 * cycle, with one idle cycle between commands. It asks for a word only when its flit can leave, so
 * {@code ready} must not depend on {@code valid}.
 */
final class CombineEngine extends Module {
  /** Arguments of a combine. */
  static final class Command {
    private final Layout layout = new Layout();
    final Field local;
    final Field first;
    final Field count;
    final Field results;

    Command(PackageParameters p) {
      local = layout.field(p.localBits());
      first = layout.field(log2(p.tokens()));
      count = layout.field(log2(p.tokens() + 1));
      results = layout.field(p.sramBits());
    }

    int width() {
      return layout.width();
    }

    /**
     * Tokens {@code from} to {@code from + n - 1} of a local expert; the first result at a word.
     */
    BigInteger encode(int localExpert, int from, int n, long word) {
      return local.put(localExpert).or(first.put(from)).or(count.put(n)).or(results.put(word));
    }
  }

  final Stream start;
  final Bool done;

  /** Combine packets. */
  final Stream flits;

  final SramPort sram;

  /** The leaf that is the tokens' home. */
  final UInt home;

  /** Asks the token lists for a token and its slot. */
  final UInt returnLocal;

  final UInt returnIndex;
  final UInt returnToken;
  final UInt returnSlot;

  /** A flit leaves in this cycle. */
  final Bool busy;

  /** There is a packet to send, but no flit leaves. */
  final Bool blocked;

  CombineEngine(Module parent, PackageParameters p) {
    super(parent);
    var command = new Command(p);
    PacketFormat format = p.format();
    start = sink(command.width());
    done = outBool();
    flits = source(format.width());
    sram = SramPort.client(this, p.sramBits());
    returnLocal = out(p.localBits());
    returnIndex = out(log2(p.tokens()));
    returnToken = in(p.tokenBits());
    returnSlot = in(p.slotBits());
    busy = outBool();
    blocked = outBool();
    home = in(p.leafBits());

    int lowBits = Integer.numberOfTrailingZeros(p.flitsPerWord());
    int wordsPerToken = Math.ceilDiv(p.tokenFlits(), p.flitsPerWord());
    var local = reg(p.localBits());
    var index = reg(log2(p.tokens()));
    var left = reg(log2(p.tokens() + 1));
    var result = reg(p.sramBits());
    var inBody = regBool();
    var offset = reg(log2(p.tokenFlits() + 1));
    var active = left.any();
    start.ready().set(active.not());
    returnLocal.set(local);
    returnIndex.set(index);

    var last = offset.eq(p.tokenFlits() - 1);
    var head = format.head(home, Bits.cat(returnSlot, returnToken), false);
    var body = format.body(UInt.lit(0, 1), last);
    var wantsWord = active.and(inBody);
    sram.request().set(wantsWord.and(flits.ready()));
    sram.address().set(result.plus(offset.shr(lowBits).resize(p.sramBits())));
    flits.valid().set(active.and(inBody.not().or(sram.grant())));
    flits.bits().set(inBody.mux(body, head));

    var sent = flits.fire();
    var packetDone = sent.and(inBody).and(last);
    when(
            start.fire(),
            () -> {
              local.set(command.local.of(start.bits()));
              index.set(command.first.of(start.bits()));
              left.set(command.count.of(start.bits()));
              result.set(command.results.of(start.bits()));
            })
        .elseWhen(
            packetDone,
            () -> {
              index.set(index.plus(1));
              left.set(left.minus(1));
              result.set(result.plus(wordsPerToken));
            });
    when(
        sent,
        () -> {
          inBody.set(packetDone.not());
          offset.set(inBody.andNot(last).mux(offset.plus(1), UInt.lit(0, offset.width())));
        });
    done.set(packetDone.and(left.eq(1)));
    busy.set(sent);
    blocked.set(active.andNot(sent));
  }
}
