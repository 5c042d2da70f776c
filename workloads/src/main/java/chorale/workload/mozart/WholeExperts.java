package chorale.workload.mozart;

import static chorale.workload.step.StepEngine.COPY;
import static chorale.workload.step.StepEngine.LOAD;
import static chorale.workload.step.StepEngine.SEND;
import static chorale.workload.step.StepEngine.STORE;
import static chorale.workload.step.StepEngine.TILE;
import static chorale.workload.step.StepEngine.VECTOR;

import chorale.workload.mozart.Manner.Exchange;
import chorale.workload.mozart.Manner.Update;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands of a chiplet with experts in a whole step. It has places for as many experts as it
 * has in a layer; the next layer's weights come into a place when the expert there is done.
 */
final class WholeExperts {
  private static final int MATRICES = 3;

  private final WholeStep s;
  private final List<LayerPlan> plans;
  private final Manner manner;
  private final int chiplet;
  private final ChipletQueues queues;

  /** By place, when it is free again, and when what was saved from it is stored. */
  private final Condition[] used;

  private final Condition[] stored;

  /** Packets that have come before this pass, forward and backward. */
  private int dispatched;

  private int gradients;
  private int turn;

  /** Packets of the forward pass, by layer and expert. */
  private final Map<Integer, Packets> sent = new HashMap<>();

  WholeExperts(WholeStep s, List<LayerPlan> plans, int chiplet, ChipletQueues queues) {
    this.s = s;
    this.plans = plans;
    manner = s.manner();
    this.chiplet = chiplet;
    this.queues = queues;
    int places = 1;
    for (var layer : s.layers()) {
      places = Math.max(places, layer.placement().experts(chiplet).length);
    }
    used = new Condition[places];
    stored = new Condition[places];
  }

  void step() {
    int count = s.layers().size();
    for (int l = 0; l < count; l++) {
      new Pass(l, false).commands();
    }
    for (int l = count - 1; l >= 0; l--) {
      new Pass(l, true).commands();
    }
  }

  /** A layer's experts in one direction. */
  private final class Pass {
    private final int layer;
    private final MozartSchedule m;
    private final boolean backward;
    private final int pass;
    private final List<Integer> experts;
    private final LayerPlan plan;
    private final int[] tokens;
    private final int arrivals;
    private final Condition arrived;
    private final Condition[] loaded;
    private final Condition[] rows;
    private final int first;

    Pass(int layer, boolean backward) {
      this.layer = layer;
      this.backward = backward;
      m = s.layers().get(layer);
      pass = backward ? 2 * s.layers().size() - 1 - layer : layer;
      plan = plans.get(layer);
      experts = plan.active(chiplet);
      tokens = plan.tokensAt(chiplet);
      arrivals =
          manner.exchange() == Exchange.PAIRS
              ? experts.stream().mapToInt(m.routing()::load).sum()
              : tokens.length;
      int until = (backward ? gradients : dispatched) + arrivals;
      if (backward) {
        gradients = until;
      } else {
        dispatched = until;
      }
      arrived = new Arrived(backward ? Traffic.GRADIENT : Traffic.DISPATCH, until);
      loaded = new Condition[experts.size()];
      rows = new Condition[experts.size()];
      first = turn;
      turn += experts.size();
    }

    void commands() {
      if (experts.isEmpty()) {
        return;
      }
      for (int i = 0; i < experts.size(); i++) {
        load(i);
      }
      for (int i = 0; i < experts.size(); i++) {
        rows[i] = rows(i);
      }
      if (!backward) {
        save(Tensor.INPUT, Work.NO_EXPERT, 0, arrivals, m.hidden(), arrivalOf(0));
      }
      for (int i = 0; i < experts.size(); i++) {
        if (backward) {
          backward(i);
        } else {
          forward(i);
        }
      }
      if (!manner.overlaps()) {
        stores();
      }
      results();
    }

    // --- before the products ---

    private Condition arrivalOf(int i) {
      return rows[i] == null ? arrived : rows[i];
    }

    /** What does not overlap loads when everything has arrived; what does, as early as it may. */
    private void load(int i) {
      int expert = experts.get(i);
      int place = place(i);
      Condition one = used[place];
      Condition two = stored[place];
      if (!manner.overlaps()) {
        one = i == 0 ? arrived : null;
        two = null;
      } else if (i >= manner.early()) {
        one = arrived;
      } else if (i == 0 && manner.synchronous()) {
        one = queues.last(SEND, 0);
      }
      if (backward && i == 0) {
        add(Tensor.INPUT, Work.NO_EXPERT, 0, 0, blocks(arrivals, m.hidden(), false), one, two);
        one = null;
        two = null;
      }
      for (int matrix = 0; matrix < MATRICES; matrix++) {
        int blocks = weightBlocks(matrix, false);
        loaded[i] = add(Tensor.WEIGHT, expert, matrix, place, blocks, one, two);
        one = null;
        two = null;
      }
      if (backward) {
        int load = m.routing().load(expert);
        if (!manner.recomputes()) {
          add(Tensor.GATE_SUM, expert, 0, place, blocks(load, m.inner(), true), null, null);
          add(Tensor.UP_SUM, expert, 0, place, blocks(load, m.inner(), true), null, null);
          int hidden = blocks(load, m.inner(), false);
          loaded[i] = add(Tensor.HIDDEN, expert, 0, place, hidden, null, null);
        }
        if (manner.update() == Update.ADAMW) {
          for (int matrix = 0; matrix < MATRICES; matrix++) {
            int blocks = weightBlocks(matrix, true);
            add(Tensor.FIRST, expert, matrix, place, blocks, null, null);
            loaded[i] = add(Tensor.SECOND, expert, matrix, place, blocks, null, null);
          }
        }
      }
    }

    private Condition add(
        Tensor tensor, int expert, int matrix, int place, int blocks, Condition... conditions) {
      int order = s.order(pass, expert < 0 ? 0 : 1 + plan.round(expert));
      var work = new Work.Load(tensor, name(expert), matrix, place, false, order, blocks);
      return queues.add(LOAD, work, conditions);
    }

    /** Rows of an expert, out of those that came once for all. */
    private Condition rows(int i) {
      int expert = experts.get(i);
      int count = m.routing().load(expert);
      int words = s.machine().words(m.hidden());
      var traffic = backward ? Traffic.GRADIENT : Traffic.DISPATCH;
      if (manner.exchange() == Exchange.PAIRS) {
        return null;
      }
      var copied =
          queues.add(COPY, new Work.Copy(traffic, name(expert), place(i), count, words), arrived);
      return backward ? apply(i, VectorTask.SCALE_EXPERT, m.hidden(), copied) : copied;
    }

    // --- products ---

    private Condition begin(int i, Product product) {
      var weights = manner.overlaps() ? loaded[i] : loaded[experts.size() - 1];
      return multiply(i, product, arrivalOf(i), weights);
    }

    private void forward(int i) {
      begin(i, Product.GATE);
      var up = multiply(i, Product.UP);
      var activated = apply(i, VectorTask.ACTIVATE, m.inner(), up);
      if (manner.overlaps()) {
        saveForward(i, activated);
      }
      var down = multiply(i, Product.DOWN, activated);
      used[place(i)] = down;
      var rounded = apply(i, VectorTask.ROUND_OUTPUT, m.hidden(), down);
      sendEarly(i, rounded);
    }

    private void backward(int i) {
      if (manner.recomputes()) {
        begin(i, Product.GATE);
        apply(i, VectorTask.ACTIVATE, m.inner(), multiply(i, Product.UP));
      }
      var hidden = begin(i, Product.HIDDEN_GRADIENT);
      var activated = apply(i, VectorTask.ACTIVATE_BACKWARD, m.inner(), hidden);
      multiply(i, Product.INPUT_BY_GATE, activated);
      multiply(i, Product.DOWN_GRADIENT);
      multiply(i, Product.GATE_GRADIENT);
      var ready = multiply(i, Product.UP_GRADIENT);
      var product = multiply(i, Product.INPUT_BY_UP);
      var rounded = apply(i, VectorTask.ROUND_GRADIENT, m.hidden(), product);
      for (int matrix = 0; matrix < MATRICES; matrix++) {
        var work =
            new Work.Apply(
                VectorTask.UPDATE,
                name(experts.get(i)),
                place(i),
                matrix,
                height(matrix),
                s.machine().words(width(matrix)));
        ready = queues.add(VECTOR, work, matrix == 0 ? ready : null);
      }
      used[place(i)] = ready;
      if (manner.overlaps()) {
        saveBackward(i, ready);
      }
      sendEarly(i, rounded);
    }

    private Condition multiply(int i, Product product, Condition... conditions) {
      int expert = experts.get(i);
      int load = m.routing().load(expert);
      return queues.add(
          TILE,
          i % s.machine().tiles(),
          product.of(name(expert), place(i), load, m.hidden(), m.inner()),
          conditions);
    }

    private Condition apply(int i, VectorTask task, int width, Condition condition) {
      int expert = experts.get(i);
      int load = m.routing().load(expert);
      int words = s.machine().words(width);
      var work = new Work.Apply(task, name(expert), place(i), 0, load, words);
      return queues.add(VECTOR, work, condition);
    }

    // --- behind the products ---

    /** What does not overlap stores when all experts are done. */
    private void stores() {
      Condition done = queues.last(VECTOR, 0);
      for (int i = 0; i < experts.size(); i++) {
        if (backward) {
          saveBackward(i, i == 0 ? done : null);
        } else {
          saveForward(i, i == 0 ? done : null);
        }
      }
    }

    private void saveForward(int i, Condition condition) {
      if (manner.recomputes()) {
        return;
      }
      int expert = experts.get(i);
      int load = m.routing().load(expert);
      int sums = blocks(load, m.inner(), true);
      store(Tensor.GATE_SUM, expert, 0, place(i), sums, condition);
      store(Tensor.UP_SUM, expert, 0, place(i), sums, null);
      stored[place(i)] = save(Tensor.HIDDEN, expert, place(i), load, m.inner(), null);
    }

    private void saveBackward(int i, Condition condition) {
      int expert = experts.get(i);
      Condition when = condition;
      for (int matrix = 0; matrix < MATRICES; matrix++) {
        if (manner.update() == Update.ADAMW) {
          int blocks = weightBlocks(matrix, true);
          store(Tensor.FIRST, expert, matrix, place(i), blocks, when);
          store(Tensor.SECOND, expert, matrix, place(i), blocks, null);
          when = null;
        }
        int blocks = weightBlocks(matrix, false);
        stored[place(i)] = store(Tensor.WEIGHT, expert, matrix, place(i), blocks, when);
        when = null;
      }
    }

    private Condition save(
        Tensor tensor, int expert, int place, int rows, int width, Condition condition) {
      return store(tensor, expert, 0, place, blocks(rows, width, tensor.sums()), condition);
    }

    private Condition store(
        Tensor tensor, int expert, int matrix, int place, int blocks, Condition condition) {
      int order = s.order(pass, expert < 0 ? 0 : 1 + plan.round(expert));
      var work = new Work.Store(tensor, name(expert), matrix, place, false, order, blocks);
      return queues.add(STORE, work, condition);
    }

    /** Results that leave expert by expert, when each is done. */
    private void sendEarly(int i, Condition condition) {
      if (manner.exchange() == Exchange.PAIRS && !manner.synchronous() && manner.overlaps()) {
        send(experts.get(i), m.routing().tokensOf(experts.get(i)), condition);
      }
    }

    /** Results that leave when all are done: added up, or because that is the manner. */
    private void results() {
      Condition done = manner.overlaps() ? queues.last(VECTOR, 0) : queues.last(STORE, 0);
      if (manner.exchange() != Exchange.PAIRS) {
        send(Work.NO_EXPERT, tokens, done);
      } else if (manner.synchronous() || !manner.overlaps()) {
        for (int expert : experts) {
          send(expert, m.routing().tokensOf(expert), done);
        }
      }
    }

    private void send(int expert, int[] tokens, Condition condition) {
      // what the forward pass sent goes the same way as the backward pass's gradients
      int key = layer * (m.routing().expertCount() + 1) + expert + 1;
      var there = sent.computeIfAbsent(key, _ -> packets(expert, tokens));
      if (backward) {
        sent.remove(key);
      }
      var traffic = backward ? Traffic.RETURN : Traffic.COMBINE;
      var packets = new Packets(traffic, there.token(), there.rank(), there.to());
      var work = new Work.Send(packets, name(expert), s.machine().words(m.hidden()));
      queues.add(SEND, work, condition);
    }

    private Packets packets(int expert, int[] tokens) {
      var number = Arrays.stream(tokens).map(t -> s.token(layer, t)).toArray();
      var rank = new int[tokens.length];
      for (int t = 0; t < tokens.length; t++) {
        rank[t] = expert < 0 ? Packets.ALL : m.rank(tokens[t], expert);
      }
      var to = new long[tokens.length];
      Arrays.fill(to, 1L << s.machine().home(0));
      return new Packets(Traffic.COMBINE, number, rank, to);
    }

    // --- sizes and places ---

    private int place(int i) {
      return (first + i) % used.length;
    }

    /** Experts of different layers have different numbers. */
    private int name(int expert) {
      return expert < 0 ? expert : layer * m.routing().expertCount() + expert;
    }

    private int height(int matrix) {
      return matrix == MATRICES - 1 ? m.inner() : m.hidden();
    }

    private int width(int matrix) {
      return matrix == MATRICES - 1 ? m.hidden() : m.inner();
    }

    private int weightBlocks(int matrix, boolean sums) {
      return blocks(height(matrix), width(matrix), sums);
    }

    private int blocks(int rows, int width, boolean sums) {
      return s.machine().blocks(rows, s.machine().words(width), sums);
    }
  }
}
