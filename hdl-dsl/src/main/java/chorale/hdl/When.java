package chorale.hdl;

import chorale.hdl.ir.Place;

/**
 * The open end of a {@code when}: {@code when(a, ..).elseWhen(b, ..).otherwise(..)}.
 *
 * <pre>{@code
 * when(start, () -> value.set(data))
 *     .elseWhen(enable, () -> value.set(data.shr(1)))
 *     .otherwise(() -> value.set(0));
 * }</pre>
 */
public final class When {
  private final Module module;
  private final Block.Conditional last;
  private Place continued;

  When(Module module, Block.Conditional last) {
    this.module = module;
    this.last = last;
  }

  /** Assignments where no earlier condition of the chain holds, but this one does. */
  public When elseWhen(Bool condition, Runnable body) {
    Place here = Site.here().place();
    proceed(here);
    var next = new Block.Conditional(condition.node, here);
    last.no().add(next);
    module.fill(next.yes(), body);
    return new When(module, next);
  }

  /** Assignments where no condition of the chain holds. */
  public void otherwise(Runnable body) {
    proceed(Site.here().place());
    module.fill(last.no(), body);
  }

  private void proceed(Place here) {
    if (continued != null) {
      module
          .design()
          .report(
              Rule.S003,
              here,
              "the when() goes on at %s already: put this behind the last part of the chain"
                  .formatted(continued));
    }
    continued = here;
  }
}
