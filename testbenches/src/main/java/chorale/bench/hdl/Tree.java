package chorale.bench.hdl;

import chorale.hdl.Module;
import chorale.hdl.Stream;
import java.util.ArrayList;

/** A binary tree of 3-port routers over {@code 2^levels} leaves; its root has no parent. */
final class Tree extends Module {
  private static final int ADDRESS = 6;

  final FlatIo io;
  final Router[][] node;
  private final int leaves;

  Tree(int levels) {
    super(null);
    leaves = 1 << levels;
    io = FlatIo.of(this, leaves);
    node = new Router[levels][];
    var in = new ArrayList<Stream>();
    var out = new ArrayList<Stream>();
    for (int h = 0; h < levels; h++) {
      node[h] = new Router[leaves >> h + 1];
      for (int i = 0; i < node[h].length; i++) {
        var router = node[h][i] = new Router(this, 2, h, Math.max(ADDRESS, levels));
        router.base.set((long) i << h + 1);
        for (int k = 0; k < 2; k++) {
          if (h == 0) {
            in.add(router.in.get(1 + k));
            out.add(router.out.get(1 + k));
          } else {
            var child = node[h - 1][2 * i + k];
            router.in.get(1 + k).from(child.out.getFirst());
            child.in.getFirst().from(router.out.get(1 + k));
          }
        }
      }
    }
    var root = node[levels - 1][0];
    root.in.getFirst().valid().set(false);
    root.in.getFirst().bits().set(0);
    root.out.getFirst().ready().set(false);
    io.join(in, out);
  }

  @Override
  protected String kind() {
    return "Tree" + leaves;
  }
}
