package chorale.hdl;

/** The other end of a bundle: inputs are outputs and outputs inputs. */
record Flipped(Ports ports) implements Ports {
  @Override
  public UInt in(int width) {
    return ports.out(width);
  }

  @Override
  public SInt inS(int width) {
    return ports.outS(width);
  }

  @Override
  public Bool inBool() {
    return ports.outBool();
  }

  @Override
  public <E extends Enum<E>> Choice<E> in(Class<E> type) {
    return ports.out(type);
  }

  @Override
  public UInt out(int width) {
    return ports.in(width);
  }

  @Override
  public SInt outS(int width) {
    return ports.inS(width);
  }

  @Override
  public Bool outBool() {
    return ports.inBool();
  }

  @Override
  public <E extends Enum<E>> Choice<E> out(Class<E> type) {
    return ports.in(type);
  }
}
