import chorale.hdl.*;
import chorale.hdl.Module;

/** Eight registers with a write port and a read port, and a history of what was read. */
final class RegisterFile extends Module {
  final Bool write = inBool();
  final UInt writeIndex = in(3);
  final UInt writeData = in(16);
  final UInt readIndex = in(3);
  final UInt readData = out(16);
  final UInt earlier = out(16);

  RegisterFile(Module parent) {
    super(parent);
    var words = Vec.of(8, _ -> reg(16)); // eight registers: words_0 to words_7
    when(write, () -> words.set(this, writeIndex, writeData));
    readData.set(words.at(readIndex));

    var history = mem(64, 16); // an array of words, without reset
    var next = reg(6);
    history.write(next, readData);
    next.set(next.plus(1));
    earlier.set(history.read(next.minus(8)));
  }
}
