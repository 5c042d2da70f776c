package chorale.nop;

import static java.util.Comparator.comparingInt;

import chorale.hdl.Bool;
import chorale.hdl.Module;

/**
 * What a checked router asserts about a flit that goes to several outputs: each has one copy when
 * the flit leaves its buffer, and it leaves when all have. Besides, about a head that claims its
 * outputs: it asks for all that it could have, in the order of rank; it keeps what it is granted up
 * to the first that it lacks; and it moves when it lacks none. A part of a router, without a module
 * of its own.
 */
final class ForkChecks {
  private final Module router;
  private final VcRouting routing;

  ForkChecks(Module router, VcRouting routing) {
    this.router = router;
    this.routing = routing;
  }

  /** The promises to a flit in this buffer, whose outputs have been arbitrated. */
  void front(Front f) {
    copies(f);
    if (f.claims != null) {
      claims(f);
    }
  }

  private void copies(Front f) {
    Bool allHave = f.buffer.valid;
    for (Turn t : f.turns) {
      var copied = router.regBool().named("copied_" + t.label());
      router.when(f.buffer.pop, () -> copied.set(false)).elseWhen(t.sent, () -> copied.set(true));
      router.assertThat(t.served.eq(copied), "it is known of each output whether it has a copy");
      Bool lacks = f.buffer.valid.and(goes(t)).andNot(copied);
      router.assertThat(t.sent.not().or(lacks), "an output has a second copy, or one too many");
      allHave = allHave.and(lacks.not().or(t.sent));
    }
    router.assertThat(f.buffer.pop.eq(allHave), "a flit leaves its buffer when all have copies");
  }

  private void claims(Front f) {
    Bool leads = f.buffer.valid.and(f.claims);
    Bool hasClaimed = Bool.lit(true); // the outputs of lower rank
    Bool couldHave = Bool.lit(true);
    Bool has = Bool.lit(true);
    for (Turn t : f.turns.stream().sorted(comparingInt(t -> routing.rank(t.output))).toList()) {
      Bool first = leads.and(goes(t)).andNot(t.claimed);
      router.assertThat(
          first.and(t.may).and(hasClaimed).not().or(t.request),
          "a head asks for the first output that it lacks, if it could have it");
      router.assertThat(
          first.and(t.request).not().or(t.may.and(couldHave)),
          "a head asks for no output before it could have those of lower rank");
      hasClaimed = hasClaimed.and(goes(t).not().or(t.claimed));
      couldHave = couldHave.and(goes(t).not().or(t.claimed).or(t.may));
      has = has.and(goes(t).not().or(t.claimed).or(t.granted));
      if (!t.isLast) {
        var keeps = router.delayed(leads.and(goes(t)).and(has).andNot(f.buffer.pop));
        router.assertThat(
            t.claimed.eq(keeps), "a head keeps outputs up to the first that it lacks");
      }
    }
    for (Turn t : f.turns) {
      router.assertThat(
          t.sent.eq(t.granted.and(has.or(leads.not()))), "a head moves when it has all outputs");
      router.assertThat(
          leads.and(hasClaimed).and(t.wanted).not().or(t.request),
          "a head that has claimed all its outputs asks for them");
      router.assertThat(
          leads.and(t.claimed).and(t.request).not().or(hasClaimed),
          "a head waits with what it has claimed until it has claimed all");
    }
  }

  private static Bool goes(Turn t) {
    return t.from.route.bit(t.from.turns.indexOf(t));
  }
}
