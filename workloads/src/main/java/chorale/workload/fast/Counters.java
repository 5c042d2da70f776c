package chorale.workload.fast;

import chorale.workload.Wait;
import java.util.ArrayList;
import java.util.List;

/** The semaphores of a chiplet. A signal counts {@code Timing.commandIssue} cycles later. */
final class Counters {
  private final Clock clock;
  private final int latency;
  private final int[] values;
  private final List<Runnable> followers = new ArrayList<>();

  Counters(Clock clock, int count, int latency) {
    this.clock = clock;
    this.latency = latency;
    values = new int[count];
  }

  /** Runs {@code action} whenever a count has changed. */
  void follow(Runnable action) {
    followers.add(action);
  }

  void signal(int semaphore) {
    clock.at(
        clock.now() + latency,
        () -> {
          values[semaphore]++;
          followers.forEach(Runnable::run);
        });
  }

  boolean reached(List<Wait> waits) {
    for (var wait : waits) {
      if (values[wait.semaphore()] < wait.value()) {
        return false;
      }
    }
    return true;
  }
}
