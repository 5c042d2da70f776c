package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.CreditReceiver;
import chorale.hdl.lib.CreditSender;
import java.util.ArrayList;
import java.util.List;

/**
 * A credit link: sender, wires of some cycles both ways, receiver. Each credit is in exactly one
 * place: at the sender, on the way back, or in the shape of a word on the way or in the receiver.
 * Without this equation a credit that is lost breaks no other property.
 */
final class CreditCheck extends Module {
  CreditCheck(int places, int cycles) {
    super(null);
    var sender = new CreditSender(this, QueueCheck.WIDTH, places);
    var receiver = new CreditReceiver(this, QueueCheck.WIDTH, places);
    sender.name("sender");
    receiver.name("receiver");
    sender.in.valid().set(inBool().named("push_valid"));
    sender.in.bits().set(in(QueueCheck.WIDTH).named("push_bits"));
    receiver.out.ready().set(inBool().named("pop_ready"));
    var words = new ArrayList<Bool>();
    var credits = new ArrayList<Bool>();
    Bool valid = sender.valid;
    UInt bits = sender.bits;
    Bool credit = receiver.credit;
    credits.add(credit);
    for (int i = 0; i < cycles; i++) {
      valid = delayed(valid).named("valid_" + i);
      bits = delayed(bits).named("bits_" + i);
      credit = delayed(credit).named("credit_" + i);
      words.add(valid);
      credits.add(credit);
    }
    receiver.valid.set(valid);
    receiver.bits.set(bits);
    sender.credit.set(credit);

    int width = log2(2 * places + cycles + 2);
    var inside = reg(width).named("inside");
    Bool leaves = receiver.out.fire();
    inside.set(inside.plus(valid.zext(width)).minus(leaves.zext(width)));
    assertThat(inside.le(places), "every word has a place");
    assertThat(receiver.out.valid().eq(inside.any()), "a word that arrived can leave");
    UInt all = sender.available.zext(width).plus(inside);
    for (List<Bool> way : List.of(words, credits)) {
      for (Bool one : way) {
        all = all.plus(one.zext(width));
      }
    }
    assertThat(all.eq(places), "no credit is lost, and none made");
  }
}
