package chorale.bench.hdl;

import chorale.hdl.Module;

/** One router with 8 ports: a parent and 7 children of 8 leaves each. */
final class Router8 extends Module {
  private static final int ADDRESS = 6;

  final FlatIo io;

  Router8() {
    super(null);
    io = FlatIo.of(this, 8);
    var router = new Router(this, 7, 3, ADDRESS);
    router.base.set(0);
    io.join(router.in, router.out);
  }
}
