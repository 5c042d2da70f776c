package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Domain;
import chorale.hdl.Module;
import chorale.hdl.Stream;

/**
 * Carries words from one clock domain to another, one at a time: a request and an acknowledgement
 * cross, each through two registers, while the word stands still (two-phase handshake). Latency 3
 * to 4 cycles of the receiver; a word takes about 3 cycles of each clock, so use an {@link
 * AsyncFifo} where throughput counts. Nothing is lost or doubled; both domains must be reset
 * together.
 *
 * <pre>{@code
 * var settings = new Handshake(this, 64, core, link);
 * settings.enq.from(words);
 * results.from(settings.deq);
 * }</pre>
 */
public final class Handshake extends Module {
  private final Domain sender;
  private final Domain receiver;

  /** Words in, in the domain of the sender. */
  public final Stream enq;

  /** Words out, in the domain of the receiver. */
  public final Stream deq;

  /** Words of {@code width} bits go {@code from} one domain of the parent {@code to} another. */
  public Handshake(Module parent, int width, Domain from, Domain to) {
    super(parent);
    sender = clockDomain(from.kind());
    receiver = clockDomain(to.kind());
    sender.from(from);
    receiver.from(to);
    enq = sink(width);
    deq = source(width);

    var word = within(sender, () -> regWithoutReset(width));
    var request = within(sender, () -> regBool());
    var taken = within(receiver, () -> regBool());
    var requestHere = within(receiver, () -> new Synchronizer(this, 2));
    var takenThere = within(sender, () -> new Synchronizer(this, 2));
    requestHere.in.set(request);
    takenThere.in.set(taken);

    enq.ready().set(request.xor(takenThere.out).not());
    when(
        enq.fire(),
        () -> {
          word.set(enq.bits());
          request.set(request.not());
        });

    var held = within(receiver, () -> regWithoutReset(width));
    var full = within(receiver, () -> regBool());
    held.acrossDomains(); // the word has stood still since the request left
    Bool arrives = requestHere.out.xor(taken).andNot(full);
    when(
            arrives,
            () -> {
              held.set(word);
              full.set(true);
              taken.set(requestHere.out);
            })
        .elseWhen(deq.fire(), () -> full.set(false));
    deq.valid().set(full);
    deq.bits().set(held);
  }
}
