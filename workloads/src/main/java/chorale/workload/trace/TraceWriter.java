package chorale.workload.trace;

import java.io.IOException;
import java.io.Writer;

/** Writes our own form of a trace: CSV with the columns {@code layer,token,e0..,p0..}. */
public final class TraceWriter {
  private final Writer out;
  private final int topK;
  private final boolean weights;
  private final StringBuilder text = new StringBuilder();

  /** Writes the header for rows of {@code topK} experts, with weights or without. */
  public TraceWriter(Writer out, int topK, boolean weights) throws IOException {
    this.out = out;
    this.topK = topK;
    this.weights = weights;
    text.append("layer,token");
    for (int j = 0; j < topK; j++) {
      text.append(",e").append(j);
    }
    for (int j = 0; j < topK && weights; j++) {
      text.append(",p").append(j);
    }
    end();
  }

  /**
   * Writes a row.
   *
   * @throws IllegalArgumentException if it does not have the header's experts and weights
   */
  public void write(TraceRow row) throws IOException {
    if (row.experts().length != topK || row.weights().length != (weights ? topK : 0)) {
      throw new IllegalArgumentException(
          "token %d of layer %d has %d experts and %d weights, the first row %d and %d"
              .formatted(
                  row.token(),
                  row.layer(),
                  row.experts().length,
                  row.weights().length,
                  topK,
                  weights ? topK : 0));
    }
    text.append(row.layer()).append(',').append(row.token());
    for (int expert : row.experts()) {
      text.append(',').append(expert);
    }
    for (float weight : row.weights()) {
      text.append(',').append(weight);
    }
    end();
  }

  private void end() throws IOException {
    out.append(text.append('\n'));
    text.setLength(0);
  }
}
