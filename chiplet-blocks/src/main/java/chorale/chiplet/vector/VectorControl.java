package chorale.chiplet.vector;

import chorale.chiplet.Layout.Field;
import chorale.chiplet.MemoryLoad;
import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.util.List;

/**
 * Issues a command's instructions: each for the B rows of a block, part by part of a word, one step
 * a cycle. It knows no values. Steps follow without a gap, from one instruction, block and command
 * to the next, unless a read is refused or a write was refused in the cycle before.
 *
 * <p>Rows beyond the command's take their steps and make no access.
 */
final class VectorControl extends Module {
  /** Commands, in {@link VectorFormat}. */
  final Stream start;

  /** Fills the instruction memory. */
  final MemoryLoad program;

  /** Reads of words of bf16. */
  final SramPort half;

  /** Reads of words of binary32. */
  final SramPort full;

  /** A write was refused in the cycle before. */
  final Bool refused;

  /** The step issued in the cycle before. */
  final VectorFlags flags;

  final VectorActivity activity;

  private final VectorParameters p;
  private final VectorFormat format;
  private final UInt row;
  private final UInt part;

  VectorControl(Module parent, VectorParameters p) {
    super(parent);
    this.p = p;
    format = new VectorFormat(p);
    int bits = p.addressBits();
    int streams = VectorCommand.STREAMS;
    start = sink(format.commandBits());
    program = MemoryLoad.port(this, p.instructions(), format.instructionBits());
    half = SramPort.client(this, bits);
    full = SramPort.client(this, bits);
    refused = inBool();
    flags = ports(io -> VectorFlags.of(io, p));
    activity = ports(VectorActivity::of);

    Memory kernels = mem(p.instructions(), format.instructionBits());
    program.into(this, kernels);
    var active = regBool();
    var pc = reg(p.pcBits());
    var entry = reg(p.pcBits());
    var loop = reg(p.pcBits()); // first instruction of the present or latest loop
    row = reg(p.rowBits());
    part = p.parts() == 1 ? UInt.lit(0, 1) : reg(p.partBits());
    var word = reg(VectorParameters.COUNT_BITS);
    var words = reg(VectorParameters.COUNT_BITS);
    var rows = reg(VectorParameters.COUNT_BITS); // of this block and those that follow
    var rowStride = new UInt[streams];
    var wordStride = new UInt[streams];
    var block = new UInt[streams]; // address of the block's first row
    var place = new UInt[streams]; // the same of the loop's present word
    for (int s = 0; s < streams; s++) {
      rowStride[s] = reg(bits).named("row_stride_" + s);
      wordStride[s] = reg(bits).named("word_stride_" + s);
      block[s] = reg(bits).named("block_" + s);
      place[s] = reg(bits).named("place_" + s);
    }

    var instruction = kernels.read(pc).named("instruction");
    var op = format.op.of(instruction).named("op");
    var stream = format.stream.of(instruction).named("stream");
    var immediate = format.immediate.of(instruction).named("immediate");
    var firstPart = p.parts() == 1 ? Bool.lit(true) : part.eq(0).named("first_part");
    var lastPart = p.parts() == 1 ? Bool.lit(true) : part.all().named("last_part");
    var counts = row.zext(VectorParameters.COUNT_BITS).lt(rows).named("counts");

    // Rows one after the other, from the place of the first.
    var walked = reg(bits);
    var first = Vec.of(List.of(place)).at(stream).plus(immediate.resize(bits));
    var address = row.any().mux(walked, first).named("address");

    var goes = active.andNot(refused).named("goes");
    var reads = goes.and(firstPart).and(counts).named("reads");
    half.request().set(reads.and(is(op, Opcode.LOAD16)));
    half.address().set(address);
    full.request().set(reads.and(is(op, Opcode.LOAD32)));
    full.address().set(address);
    var waits =
        half.request().andNot(half.grant()).or(full.request().andNot(full.grant())).named("waits");
    var step = goes.andNot(waits).named("step");

    var ends = step.and(lastPart).and(row.all()).named("instruction_ends");
    var closes = format.ends.of(instruction).bit(0).named("closes");
    var again = closes.and(word.plus(1).ne(words)).named("again");
    var blockEnds = ends.and(format.last.of(instruction).bit(0)).andNot(again).named("block_ends");
    var commandEnds = blockEnds.and(rows.le(p.block())).named("command_ends");

    when(
        step,
        () -> {
          if (p.parts() > 1) {
            part.set(part.plus(1));
          }
          when(
              lastPart,
              () -> {
                row.set(row.plus(1));
                walked.set(address.plus(Vec.of(List.of(rowStride)).at(stream)));
              });
        });
    var begins = format.begins.of(instruction).bit(0).named("begins");
    when(
        ends,
        () -> {
          pc.set(again.mux(begins.mux(pc, loop), pc.plus(1)));
          when(begins, () -> loop.set(pc));
          when(
              closes,
              () -> {
                word.set(word.plus(1).mask(again));
                for (int s = 0; s < streams; s++) {
                  place[s].set(again.mux(place[s].plus(wordStride[s]), block[s]));
                }
              });
        });
    when(
        blockEnds,
        () -> {
          pc.set(entry);
          rows.set(rows.minus(p.block()));
          for (int s = 0; s < streams; s++) {
            UInt next = block[s].plus(rowStride[s].shl(p.rowBits()).truncate(bits));
            block[s].set(next);
            place[s].set(next);
          }
        });
    when(commandEnds, () -> active.set(false));
    start.ready().set(active.not().or(commandEnds));
    var command = start.bits();
    when(
        start.fire(),
        () -> {
          active.set(true);
          pc.set(format.entry.of(command));
          entry.set(format.entry.of(command));
          rows.set(format.rows.of(command));
          words.set(format.words.of(command));
          for (int s = 0; s < streams; s++) {
            rowStride[s].set(format.rowStride[s].of(command));
            wordStride[s].set(format.wordStride[s].of(command));
            block[s].set(format.address[s].of(command));
            place[s].set(format.address[s].of(command));
          }
        });

    flags.valid().set(delayed(step));
    flags.op().set(delayed(op));
    flags.dst().set(delayed(register(format.dst, instruction, part)));
    flags.a().set(delayed(register(format.a, instruction, partOfA(op, immediate))));
    flags.b().set(delayed(register(format.b, instruction, part)));
    flags.part().set(p.parts() == 1 ? part : delayed(part));
    flags.word().set(delayed(word));
    flags.immediate().set(delayed(immediate));
    var stores = is(op, Opcode.STORE16, Opcode.STORE32).and(counts).and(lastPart);
    flags.stores().set(delayed(step.and(stores)));
    flags.last().set(delayed(commandEnds));
    flags.address().set(delayed(address));
    activity.step().set(step);
    activity.read().set(waits);
    activity.write().set(active.and(refused));
  }

  private static Bool is(UInt op, Opcode... ops) {
    return VectorFlags.is(op, ops);
  }

  /** An exchange over V lanes or more gets another part of the word. */
  private UInt partOfA(UInt op, UInt immediate) {
    UInt chosen = part;
    int lanes = VectorParameters.exactLog2(p.lanesPerCycle());
    for (int i = 0; i < p.partBits(); i++) {
      var turns = is(op, Opcode.EXCHANGE).and(immediate.eq(lanes + i)).named("turns_" + i);
      chosen = chosen.xor(UInt.lit(1L << i, part.width()).mask(turns));
    }
    return chosen;
  }

  private UInt register(Field field, UInt instruction, UInt of) {
    var register = field.of(instruction);
    return p.parts() == 1 ? Bits.cat(register, row) : Bits.cat(register, row, of);
  }
}
