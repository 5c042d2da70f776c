package chorale.workload.step.rate;

/** What does one thing after the other at a rate, in the order in which it is asked. */
public final class Server {
  private final double rate;
  private double free;
  private double work;

  /** At {@code rate} for each unit of time. */
  public Server(double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("a rate of " + rate + ": more than 0");
    }
    this.rate = rate;
  }

  /** When {@code amount} is done that is asked for at {@code now}. */
  public double serve(double now, double amount) {
    work += amount;
    free = Math.max(now, free) + amount / rate;
    return free;
  }

  /** How long {@code amount} takes alone. */
  public double cycles(double amount) {
    return amount / rate;
  }

  /** What was asked for so far. */
  public double work() {
    return work;
  }

  /** Cycles in which it works. */
  public double busy() {
    return work / rate;
  }
}
