package chorale.hdl;

/** Memories of a size that belongs into block RAM. */
final class Rams {
  private static final int DEPTH = 1024;
  private static final int WIDTH = 32;

  private Rams() {}

  /** One port writes, one reads. */
  static final class SimpleDual extends Module {
    final UInt at = in(10);
    final UInt from = in(10);
    final UInt data = in(WIDTH);
    final Bool write = inBool();
    final Bool read = inBool();
    final UInt word = out(WIDTH);

    SimpleDual(Memory.Collision collision) {
      super(null);
      var ram = mem(DEPTH, WIDTH).onCollision(collision);
      when(write, () -> ram.write(at, data));
      word.set(ram.syncRead(from, read));
    }
  }

  /** One port that writes bytes and reads. */
  static final class Bytes extends Module {
    final UInt at = in(10);
    final UInt data = in(WIDTH);
    final UInt enables = in(4);
    final UInt word = out(WIDTH);

    Bytes() {
      super(null);
      var ram = mem(DEPTH, WIDTH).onCollision(Memory.Collision.ANY);
      ram.write(at, data, enables);
      word.set(ram.syncRead(at));
    }
  }

  /** Two ports that both read and write. */
  static final class TrueDual extends Module {
    final UInt[] at = {in(10), in(10)};
    final UInt[] data = {in(WIDTH), in(WIDTH)};
    final Bool[] write = {inBool(), inBool()};
    final UInt[] word = {out(WIDTH), out(WIDTH)};

    TrueDual() {
      super(null);
      var ram = mem(DEPTH, WIDTH).onCollision(Memory.Collision.ANY);
      for (int i = 0; i < 2; i++) {
        var port = ram.port();
        int n = i;
        when(write[n], () -> port.write(at[n], data[n]));
        word[n].set(port.syncRead(at[n], Bool.lit(true)));
      }
    }
  }

  /** Contents from the start. */
  static final class Table extends Module {
    final UInt at = in(10);
    final UInt word = out(WIDTH);

    Table() {
      super(null);
      var squares = new long[DEPTH];
      for (int i = 0; i < DEPTH; i++) {
        squares[i] = (long) i * i;
      }
      word.set(mem(DEPTH, WIDTH).contents(squares).syncRead(at));
    }
  }
}
