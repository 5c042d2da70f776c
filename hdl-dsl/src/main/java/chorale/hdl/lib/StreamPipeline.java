package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * {@code stages} registers in a row. Latency {@code stages} cycles, throughput 1 word per cycle; a
 * stage moves on if the next one is empty or moves, so gaps close up while the receiver stalls and
 * {@code stages} words are held. {@code ready} runs through all stages without a register: for one
 * that is cut too, chain a {@link SkidBuffer}.
 *
 * <pre>{@code
 * var pipeline = new StreamPipeline(this, 64, 3);
 * pipeline.in.from(words);
 * results.from(pipeline.out);
 * }</pre>
 */
public final class StreamPipeline extends Module {
  /** Words in. */
  public final Stream in;

  /** Words out, in order. */
  public final Stream out;

  /** A pipeline of {@code stages} stages, at least 1, for words of {@code width} bits. */
  public StreamPipeline(Module parent, int width, int stages) {
    require(stages >= 1, "a StreamPipeline of %d stages: at least 1".formatted(stages));
    super(parent);
    in = sink(width);
    out = source(width);
    var full = new Bool[stages];
    var word = new UInt[stages];
    for (int i = 0; i < stages; i++) {
      full[i] = regBool().named("full_" + i);
      word[i] = regWithoutReset(width).named("word_" + i);
    }
    Bool nextMoves = out.ready();
    for (int i = stages - 1; i >= 0; i--) {
      Bool arrives = i == 0 ? in.valid() : full[i - 1];
      UInt arriving = i == 0 ? in.bits() : word[i - 1];
      Bool stage = full[i];
      UInt held = word[i];
      Bool moves = nextMoves.or(stage.not()).named("moves_" + i);
      when(
          moves,
          () -> {
            stage.set(arrives);
            held.set(arriving);
          });
      nextMoves = moves;
    }
    in.ready().set(nextMoves);
    out.valid().set(full[stages - 1]);
    out.bits().set(word[stages - 1]);
  }
}
