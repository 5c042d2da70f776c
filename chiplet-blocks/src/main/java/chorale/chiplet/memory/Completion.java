package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.ArrayList;

/**
 * Says that commands are done, in the order in which they came, though their blocks end in any
 * order. A command is done one cycle after its last block ended, or after the command before it.
 */
public final class Completion extends Module {
  /** Pulse: a command is taken; never when {@link #room} is 0. */
  public final Bool takes;

  /** One more command may be taken. */
  public final Bool room;

  /** Pulse: a block begins. */
  public final Bool begins;

  /** Of which command. */
  public final UInt begun;

  /** It is the command's last. */
  public final Bool last;

  /** Pulses: a block of a command has ended. */
  public final Bool[] ends;

  /** Of which. */
  public final UInt[] ended;

  /** Pulse: the oldest command is done. */
  public final Bool done;

  /** There are commands. */
  public final Bool any;

  /**
   * With {@code enders} reporters of ends.
   *
   * @param most blocks of a command that may have begun and not ended
   */
  public Completion(Module parent, int enders, int most) {
    super(parent);
    int bits = DmaParameters.numberBits();
    takes = inBool();
    room = outBool();
    begins = inBool();
    begun = in(bits);
    last = inBool();
    ends = new Bool[enders];
    ended = new UInt[enders];
    for (int e = 0; e < enders; e++) {
      ends[e] = inBool();
      ended[e] = in(bits);
    }
    done = outBool();
    any = outBool();

    var commands = reg(log2(DmaParameters.UNDER_WAY + 1));
    var oldest = reg(bits);
    var complete = new ArrayList<Bool>();
    int openBits = log2(most + 1);
    for (int c = 0; c < DmaParameters.UNDER_WAY; c++) {
      var open = reg(openBits).named("open_" + c); // blocks begun and not ended
      var begunAll = regBool().named("begun_all_" + c);
      Bool opens = begins.and(begun.eq(c)).named("opens_" + c);
      UInt sum = open.plus(opens.zext(openBits));
      for (int e = 0; e < enders; e++) {
        sum = sum.minus(ends[e].and(ended[e].eq(c)).zext(openBits));
      }
      open.set(sum.named("left_" + c));
      Bool over = done.and(oldest.eq(c)).named("over_" + c);
      when(opens.and(last), () -> begunAll.set(true)).elseWhen(over, () -> begunAll.set(false));
      complete.add(begunAll.andNot(open.any()).named("complete_" + c));
    }
    Bool isDone = Bool.lit(false);
    for (int c = 0; c < complete.size(); c++) {
      isDone = isDone.or(complete.get(c).and(oldest.eq(c)));
    }
    done.set(isDone);
    when(done, () -> oldest.set(oldest.plus(1)));
    commands.set(commands.plus(takes.zext(commands.width())).minus(done.zext(commands.width())));
    room.set(commands.ne(DmaParameters.UNDER_WAY));
    any.set(commands.any());
  }
}
