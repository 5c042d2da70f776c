package chorale.hdl;

import chorale.hdl.ir.Place;

/**
 * One finding about a design: the place, what is wrong and how to mend it, and the rule.
 *
 * <pre>{@code
 * var warnings = new ArrayList<Diagnostic>();
 * Elaboration.of(() -> new Fifo(null, 64, 16), warnings::add);
 * warnings.removeIf(w -> w.rule() == Rule.U001);
 * }</pre>
 */
public record Diagnostic(Place place, String message, Rule rule) implements Comparable<Diagnostic> {
  @Override
  public int compareTo(Diagnostic other) {
    int byPlace = place.compareTo(other.place);
    return byPlace != 0 ? byPlace : toString().compareTo(other.toString());
  }

  /** {@code Fifo.java:31: out deq_bits has 64 bits, ...: cut it with slice() [W002]}. */
  @Override
  public String toString() {
    return place + (rule.isWarning() ? ": warning: " : ": ") + message + " [" + rule + "]";
  }
}
