package chorale.hdl;

import java.util.ArrayList;
import java.util.List;

/**
 * A switch over an enum: {@code match(state).on(IDLE, () -> ..).on(RUN, () -> ..)}.
 *
 * <pre>{@code
 * enum Light { RED, GREEN }
 * var light = reg(Light.RED);
 * match(light)
 *     .on(Light.RED, () -> when(start, () -> light.set(Light.GREEN)))
 *     .on(Light.GREEN, () -> when(last, () -> light.set(Light.RED)));
 * done.set(light.is(Light.RED));
 * }</pre>
 */
public final class Match<E extends Enum<E>> {
  private final Module module;
  private final Block.Selection selection;

  Match(Module module, Block.Selection selection) {
    this.module = module;
    this.selection = selection;
  }

  /** Assignments where the subject is {@code constant}. */
  public Match<E> on(E constant, Runnable body) {
    List<Block.Entry> arm = new ArrayList<>();
    if (selection.arms.putIfAbsent(constant, arm) != null) {
      module
          .design()
          .report(
              Rule.S002,
              Site.here().place(),
              "match names %s twice: put both bodies into one on()".formatted(constant));
    }
    module.fill(arm, body);
    return this;
  }

  /** Assignments for all constants that are not named. */
  public void otherwise(Runnable body) {
    selection.closed = true;
    module.fill(selection.otherwise, body);
  }
}
