package chorale.hdl.ir;

/**
 * A line of the designer's Java source.
 *
 * <pre>{@code
 * Place place = circuit.top().port("enq_bits").place();
 * assert place.file().equals("Fifo.java");
 * String anchor = place.file() + "#L" + place.line();
 * }</pre>
 */
public record Place(String file, int line) implements Comparable<Place> {
  @Override
  public int compareTo(Place other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Integer.compare(line, other.line);
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + line;
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
