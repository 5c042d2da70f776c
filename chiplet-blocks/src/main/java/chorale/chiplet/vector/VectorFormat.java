package chorale.chiplet.vector;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import chorale.hdl.Module;
import java.math.BigInteger;

/** The words of commands and of instructions. */
public final class VectorFormat {
  static final int IMMEDIATE_BITS = 5;

  private final Layout instruction = new Layout();
  final Field op = instruction.field(Module.log2(Opcode.values().length));
  final Field dst = instruction.field(Module.log2(VectorParameters.REGISTERS));
  final Field a = instruction.field(Module.log2(VectorParameters.REGISTERS));
  final Field b = instruction.field(Module.log2(VectorParameters.REGISTERS));
  final Field stream = instruction.field(Module.log2(VectorCommand.STREAMS));
  final Field immediate = instruction.field(IMMEDIATE_BITS);
  final Field begins = instruction.field(1);
  final Field ends = instruction.field(1);
  final Field last = instruction.field(1);

  private final Layout command = new Layout();
  final Field entry;
  final Field rows;
  final Field words;
  final Field[] address = new Field[VectorCommand.STREAMS];
  final Field[] rowStride = new Field[VectorCommand.STREAMS];
  final Field[] wordStride = new Field[VectorCommand.STREAMS];

  /** The words of an engine. */
  public VectorFormat(VectorParameters p) {
    entry = command.field(p.pcBits());
    rows = command.field(VectorParameters.COUNT_BITS);
    words = command.field(VectorParameters.COUNT_BITS);
    for (int s = 0; s < VectorCommand.STREAMS; s++) {
      address[s] = command.field(p.addressBits());
      rowStride[s] = command.field(p.addressBits());
      wordStride[s] = command.field(p.addressBits());
    }
  }

  /** Bits of a command. */
  public int commandBits() {
    return command.width();
  }

  /** Bits of an instruction. */
  public int instructionBits() {
    return instruction.width();
  }

  /** The word of a command; throws if a number does not fit. */
  public BigInteger encode(VectorCommand c) {
    BigInteger word = entry.put(c.entry()).or(rows.put(c.rows())).or(words.put(c.words()));
    for (int s = 0; s < c.streams().size(); s++) {
      var at = c.streams().get(s);
      word =
          word.or(address[s].put(at.address()))
              .or(rowStride[s].put(at.rowStride()))
              .or(wordStride[s].put(at.wordStride()));
    }
    return word;
  }

  /** The word of an instruction; throws if a number does not fit. */
  public BigInteger encode(VectorInstruction i) {
    return op.put(i.op().ordinal())
        .or(dst.put(i.dst()))
        .or(a.put(i.a()))
        .or(b.put(i.b()))
        .or(stream.put(i.stream()))
        .or(immediate.put(i.immediate()))
        .or(begins.put(i.begins() ? 1 : 0))
        .or(ends.put(i.ends() ? 1 : 0))
        .or(last.put(i.last() ? 1 : 0));
  }
}
