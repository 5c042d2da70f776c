package chorale.rtl.read;

import java.util.function.Supplier;

/** Runs what descends as deep as a text is nested, whatever stack the caller has left. */
final class DeepStack {
  /** Many times what {@link LimitedParser#DEEPEST} levels take; only what is used costs memory. */
  private static final long BYTES = 1L << 26;

  private DeepStack() {}

  static <T> T run(Supplier<T> task) {
    var result =
        new Object() {
          T value;
          Throwable failure;
        };
    var thread =
        new Thread(
            null,
            () -> {
              try {
                result.value = task.get();
              } catch (RuntimeException | Error e) {
                result.failure = e;
              }
            },
            "verilog-reader",
            BYTES);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("reading was interrupted", e);
    }
    return switch (result.failure) {
      case null -> result.value;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(result.failure);
    };
  }
}
