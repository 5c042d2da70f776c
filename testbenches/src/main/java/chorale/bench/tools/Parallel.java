package chorale.bench.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/** Jobs on all processors at once. */
public final class Parallel {
  private Parallel() {}

  /** What takes the results, in the thread that asked for them. */
  @FunctionalInterface
  public interface Sink<T> {
    /** The result of job number {@code job}. */
    void take(int job, T result) throws IOException;
  }

  /** Runs the jobs; returns their results in their order. {@code done} hears how many are there. */
  public static <T> List<T> inOrder(List<? extends Callable<T>> jobs, IntConsumer done)
      throws IOException {
    var results = new TreeMap<Integer, T>();
    run(
        jobs,
        (job, result) -> {
          results.put(job, result);
          done.accept(results.size());
        });
    return new ArrayList<>(results.values());
  }

  private record Done<T>(int job, T result) {}

  /** Runs the jobs; results come as they are ready. The first failure stops all of them. */
  public static <T> void run(List<? extends Callable<T>> jobs, Sink<T> sink) throws IOException {
    run(jobs, Runtime.getRuntime().availableProcessors(), sink);
  }

  /** The same with so many at once. */
  public static <T> void run(List<? extends Callable<T>> jobs, int threads, Sink<T> sink)
      throws IOException {
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var running = new ExecutorCompletionService<Done<T>>(pool);
      for (int i = 0; i < jobs.size(); i++) {
        int job = i;
        running.submit(() -> new Done<>(job, jobs.get(job).call()));
      }
      try {
        for (int i = 0; i < jobs.size(); i++) {
          Done<T> done = running.take().get();
          sink.take(done.job, done.result);
        }
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException io -> throw io;
          case RuntimeException r -> throw r;
          default -> throw new IllegalStateException(e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        pool.shutdownNow();
      }
    }
  }
}
