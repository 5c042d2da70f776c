package chorale.bench.train;

import chorale.chiplet.memory.HbmCounter;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a step showed whose experts lie in the memories of the groups.
 *
 * @param step the step itself
 * @param counted what the controllers of all memories counted
 */
public record StreamedResult(StepResult step, Map<HbmCounter, Long> counted) {
  static StreamedResult of(TrainingRun run, StepResult step) {
    var counted = new EnumMap<HbmCounter, Long>(HbmCounter.class);
    for (var what : HbmCounter.values()) {
      counted.put(what, run.memoryCounter(what));
    }
    return new StreamedResult(step, counted);
  }

  /** How often the memories counted something. */
  public long counted(HbmCounter what) {
    return counted.get(what);
  }
}
