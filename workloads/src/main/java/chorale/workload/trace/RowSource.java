package chorale.workload.trace;

import java.io.Closeable;
import java.io.IOException;

/** The rows of a file in one format, one after the other. */
interface RowSource extends Closeable {
  /** The next row; null at the end of the file. */
  TraceRow read() throws IOException;

  /** The line that was read last, from 1; 0 if the format has no lines. */
  int line();

  /** A fault in the text, at {@link #line}. */
  final class Fault extends IOException {
    private static final long serialVersionUID = 1;
    private final String mend;

    Fault(String message, String mend) {
      super(message);
      this.mend = mend;
    }

    /** What to write instead. */
    String mend() {
      return mend;
    }
  }
}
