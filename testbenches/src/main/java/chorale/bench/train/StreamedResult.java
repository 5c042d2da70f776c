package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.memory.HbmCounter;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a step showed whose experts lie in the memories of the groups.
 *
 * @param step the step itself
 * @param counted what the controllers of all memories counted
 * @param mended words that were read from chiplets' protected memories with a wrong bit
 * @param broken with more
 */
public record StreamedResult(
    StepResult step, Map<HbmCounter, Long> counted, long mended, long broken) {
  static StreamedResult of(TrainingRun run, TrainingParameters p, StepResult step) {
    var counted = new EnumMap<HbmCounter, Long>(HbmCounter.class);
    for (var what : HbmCounter.values()) {
      counted.put(what, run.memoryCounter(what));
    }
    return new StreamedResult(step, counted, sum(run, p, "mended"), sum(run, p, "broken"));
  }

  private static long sum(TrainingRun run, TrainingParameters p, String what) {
    long sum = 0;
    for (String counter : p.counters()) {
      for (int c = 0; counter.endsWith(what) && c < p.chiplets(); c++) {
        sum += run.counter(c, counter);
      }
    }
    return sum;
  }

  /** How often the memories counted something. */
  public long counted(HbmCounter what) {
    return counted.get(what);
  }
}
