import chorale.hdl.*;
import chorale.hdl.Module;

/** 1,024 words: one port writes bytes and reads, the other one reads. */
final class Scratchpad extends Module {
  final UInt address = in(10);
  final UInt data = in(32);
  final UInt bytes = in(4);
  final UInt word = out(32);
  final UInt other = in(10);
  final Bool wanted = inBool();
  final UInt otherWord = out(32);

  Scratchpad(Module parent) {
    super(parent);
    var ram = mem(1024, 32).onCollision(Memory.Collision.ANY).contents(0x11, 0x22);
    ram.write(address, data, bytes); // a lane where its bit of bytes is 1
    word.set(ram.syncRead(address)); // one cycle later
    otherWord.set(ram.syncRead(other, wanted)); // keeps its value where wanted is 0
  }
}
