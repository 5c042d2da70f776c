package chorale.bench.random;

import chorale.hdl.ir.Circuit;
import chorale.rtl.Optimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

public final class Try {
  public static void main(String[] a) throws Exception {
    int n = Integer.parseInt(a[0]);
    long t = System.nanoTime();
    var subjects = new ArrayList<Subject>();
    for (int i = 0; i < n; i++) subjects.add(Subject.of(1000 + i));
    System.out.println("elab " + (System.nanoTime() - t) / 1e9);
    t = System.nanoTime();
    var raw = subjects.stream().map(Subject::module).toList();
    var opt = raw.stream().map(m -> Optimizer.run(new Circuit(List.of(m))).top()).toList();
    System.out.println("opt " + (System.nanoTime() - t) / 1e9);
    t = System.nanoTime();
    var b = new Batch(subjects, raw, 64);
    var o = new Batch(subjects, opt, 64);
    int bad = 0;
    for (int i = 0; i < n; i++)
      if (!b.expected(i).equals(o.expected(i))) {
        bad++;
        System.out.println("differs " + subjects.get(i).seed());
      }
    System.out.println("golden x2 " + (System.nanoTime() - t) / 1e9 + " bad " + bad);
    t = System.nanoTime();
    b.write(Path.of(a[1]));
    o.write(Path.of(a[1] + "-opt"));
    System.out.println("write " + (System.nanoTime() - t) / 1e9);
  }
}
