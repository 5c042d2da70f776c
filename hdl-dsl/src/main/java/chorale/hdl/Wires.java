package chorale.hdl;

/** A bundle inside a module: every signal is a wire. */
record Wires(Module module) implements Ports {
  @Override
  public UInt in(int width) {
    return module.wire(width);
  }

  @Override
  public SInt inS(int width) {
    return module.wireS(width);
  }

  @Override
  public Bool inBool() {
    return module.wireBool();
  }

  @Override
  public <E extends Enum<E>> Choice<E> in(Class<E> type) {
    return module.wire(type);
  }

  @Override
  public UInt out(int width) {
    return module.wire(width);
  }

  @Override
  public SInt outS(int width) {
    return module.wireS(width);
  }

  @Override
  public Bool outBool() {
    return module.wireBool();
  }

  @Override
  public <E extends Enum<E>> Choice<E> out(Class<E> type) {
    return module.wire(type);
  }
}
