package chorale.chiplet.vector;

import chorale.chiplet.MemoryLoad;
import chorale.chiplet.SramPort;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * A SIMD machine for what is not a GEMM: runs rows of words through kernels that are data. It reads
 * and writes words of L lanes in two memories: of bf16 (half) and of binary32 (full).
 *
 * <pre>
 * VectorControl  issues, and reads     0
 * VectorLanes    operands              1
 *                arithmetic            2 .. 2 + stages, and V registers are written
 * VectorWriter   words to the memories 3
 * </pre>
 *
 * <p>A row has 16 registers of L lanes of binary32. Rows go in blocks of B: an instruction is
 * issued for the B rows of a block one after the other, V lanes a cycle, so that the next
 * instruction finds all results of this one and nothing has to wait for anything. A command's
 * cycles, from taking it to its last write, are
 *
 * <pre>
 * ceil(rows / B) * (straight + looped * words) * B * L / V + 3
 * </pre>
 *
 * with {@code straight} instructions outside of loops and {@code looped} in them. The next
 * command's first step follows the last one of this. A refused request costs one cycle at most;
 * nothing else stalls. An engine for timing takes the same cycles.
 *
 * <p>Instructions (dst, a, b: registers; all arithmetic in binary32 with subnormal numbers, rounded
 * to nearest, ties to even; every NaN is 0x7fc00000, and those in the memory have to be):
 *
 * <pre>
 * LOAD16, LOAD32       dst = word at the stream's present place + immediate
 * STORE16, STORE32     that word = a; STORE16 rounds to bf16
 * ADD SUB MUL          dst = a + b, a - b, a * b
 * MAX MIN              the larger, the smaller one (-0 below +0, NaN if one is)
 * EXP SIGMOID RECIPROCAL RSQRT      dst = f(a)
 * EXCHANGE             lane i of dst = lane (i xor 2^immediate) of a; dst is another register
 * EQUAL GREATER        1 where a = b, a &gt; b, else 0
 * SELECT               a where b is not 0, else minus infinity
 * INDEX                word * L + lane, as a number
 * MOVE                 a
 * </pre>
 *
 * A loop runs from an instruction with {@code begins} to one with {@code ends}, once for each word
 * of a row; loops are not nested. In turn j of a loop the streams are at word j, elsewhere at word
 * 0.
 *
 * <p>Within a command a row may load what it stored in an earlier instruction. Rows must not load
 * what others store. A command may read what an earlier one writes only when {@link #done} has told
 * that that is there. An immediate of an EXCHANGE beyond the lanes, or an instruction that is not
 * one of these, gives nonsense.
 */
public final class VectorEngine extends Module {
  /** Cycles from the last step to the last write. */
  public static final int EDGE = 3;

  /** Commands, in {@link VectorFormat}. */
  public final Stream start;

  /** Pulse: the last word of the oldest command is written. */
  public final Bool done;

  /** Fills the instruction memory, also while the engine runs what is elsewhere in it. */
  public final MemoryLoad program;

  /** Reads of words of L lanes of bf16. */
  public final SramPort halfRead;

  /** The word read by the request granted in the cycle before; so for the other memory. */
  public final UInt halfReadWord;

  /** Reads of words of L lanes of binary32. */
  public final SramPort fullRead;

  public final UInt fullReadWord;

  /** Writes of words of L lanes of bf16. */
  public final SramPort halfWrite;

  public final UInt halfWriteWord;

  /** Writes of words of L lanes of binary32. */
  public final SramPort fullWrite;

  public final UInt fullWriteWord;

  /** What the engine does. */
  public final VectorActivity activity;

  /** An engine for {@code p}. */
  public VectorEngine(Module parent, VectorParameters p) {
    super(parent);
    var format = new VectorFormat(p);
    start = sink(format.commandBits());
    done = outBool();
    program = MemoryLoad.port(this, p.instructions(), format.instructionBits());
    halfRead = SramPort.client(this, p.addressBits());
    halfReadWord = in(p.halfBits());
    fullRead = SramPort.client(this, p.addressBits());
    fullReadWord = in(p.fullBits());
    halfWrite = SramPort.client(this, p.addressBits());
    halfWriteWord = out(p.halfBits());
    fullWrite = SramPort.client(this, p.addressBits());
    fullWriteWord = out(p.fullBits());
    activity = ports(VectorActivity::of);

    var control = new VectorControl(this, p);
    control.start.from(start);
    control.program.from(program);
    connect(control.half, halfRead);
    connect(control.full, fullRead);
    connect(control.activity, activity);

    var writer = new VectorWriter(this, p);
    control.refused.set(writer.refused);
    var flags = control.flags;
    writer.valid.set(delayed(flags.stores().or(flags.last())));
    writer.writes.set(delayed(flags.stores()));
    writer.isFull.set(delayed(flags.is(Opcode.STORE32)));
    writer.last.set(delayed(flags.last()));
    writer.address.set(delayed(flags.address()));
    connect(writer.half, halfWrite);
    connect(writer.full, fullWrite);
    halfWriteWord.set(writer.halfWord);
    fullWriteWord.set(writer.fullWord);
    done.set(writer.done);

    if (p.values()) {
      var lanes = new VectorLanes(this, p);
      connect(flags, lanes.flags);
      lanes.halfWord.set(halfReadWord);
      lanes.fullWord.set(fullReadWord);
      writer.word.set(lanes.stored);
    } else {
      writer.word.set(0);
      flags.valid().optional();
      flags.dst().optional();
      flags.a().optional();
      flags.b().optional();
      flags.part().optional();
      flags.word().optional();
      flags.immediate().optional();
      halfReadWord.optional();
      fullReadWord.optional();
    }
  }
}
