package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Delay;
import chorale.hdl.lib.RegisterFifo;

/**
 * The way of the answers: a read's tag meets its data, which come {@code cl + bl} cycles after the
 * command, are mended, and answer one cycle later. Answers from the write buffer wait, two at most,
 * for cycles without data of the bus: the bus has a burst every {@code bl} cycles at most. One
 * answer per cycle; whoever asks takes it.
 */
final class ReadReturn extends Module {
  /** A read goes out, and its tag. */
  final Bool read;

  final UInt readTag;

  /** {@link DramBus#readData}; null in a timing datapath. */
  final UInt busData;

  /** An answer from the write buffer: {data, tag}, or the tag alone in a timing datapath. */
  final Stream forwarded;

  /** See {@link DramPort}. */
  final Bool answer;

  final UInt answerTag;

  /** Null in a timing datapath, as are the next two. */
  final UInt answerData;

  final Bool corrected;
  final Bool broken;

  /** Answers are under way. */
  final Bool busy;

  ReadReturn(Module parent, ControllerParameters p) {
    super(parent);
    boolean values = p.datapath() == Datapath.VALUES;
    int tagBits = p.tagBits();
    read = inBool();
    readTag = in(tagBits);
    busData = values ? in(p.busBits()) : null;
    forwarded = sink(values ? p.dataBits() + tagBits : tagBits);
    answer = outBool();
    answerTag = out(tagBits);
    answerData = values ? out(p.dataBits()) : null;
    corrected = values ? outBool() : null;
    broken = values ? outBool() : null;
    busy = outBool();

    int latency = p.timing().readLatency();
    var arrives = Delay.by(this, read, latency).named("arrives");
    var arrivedTag = Delay.by(this, readTag, latency).named("arrivedTag");
    var waiting = new RegisterFifo(this, forwarded.bits().width(), 2, false);
    waiting.enq.from(forwarded);
    waiting.deq.ready().set(arrives.not());
    UInt waitingBits = waiting.deq.bits();
    UInt waitingTag = waitingBits.truncate(tagBits);
    answer.set(delayed(arrives.or(waiting.deq.valid())));
    answerTag.set(delayed(arrives.mux(arrivedTag, waitingTag)));
    if (values) {
      var mended = new BurstEcc(p.shape().burstBytes()).decode(busData);
      UInt waitingData = waitingBits.slice(waitingBits.width() - 1, tagBits);
      answerData.set(delayed(arrives.mux(mended.data(), waitingData)));
      corrected.set(delayed(mended.corrected().and(arrives)));
      broken.set(delayed(mended.broken().and(arrives)));
    }
    var underWay = reg(log2(latency + 2));
    when(read.andNot(arrives), () -> underWay.set(underWay.plus(1)))
        .elseWhen(arrives.andNot(read), () -> underWay.set(underWay.minus(1)));
    busy.set(underWay.any().or(waiting.deq.valid()).or(answer));
  }
}
