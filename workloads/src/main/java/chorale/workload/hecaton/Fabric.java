package chorale.workload.hecaton;

import java.util.Arrays;

/**
 * Carries numbers around rings, hop by hop, and counts what each die sends. Blocks are rows of
 * numbers; with two directions the first half of a block's rows goes forwards, the rest backwards.
 */
final class Fabric {
  private final int directions;
  private final long[] sent;

  Fabric(int dies, int directions) {
    this.directions = directions;
    sent = new long[dies];
  }

  long sent(int die) {
    return sent[die];
  }

  /**
   * All-gather.
   *
   * @param own by place its block
   * @return by place all blocks, by place of their owner
   */
  float[][][][] gather(Ring ring, float[][][] own) {
    int p = ring.size();
    var held = new float[p][p][][];
    for (int place = 0; place < p; place++) {
      for (int block = 0; block < p; block++) {
        held[place][block] = new float[own[block].length][];
      }
      held[place][place] = own[place].clone();
    }
    for (int direction = 0; direction < directions; direction++) {
      boolean forwards = direction == 0;
      for (int step = 0; step < p - 1; step++) {
        for (int place = 0; place < p; place++) {
          int block = ring.gathered(place, step, forwards);
          int next = Math.floorMod(forwards ? place + 1 : place - 1, p);
          int end = end(own[block].length, forwards);
          for (int row = begin(own[block].length, forwards); row < end; row++) {
            var passed = held[place][block][row].clone();
            sent[ring.at(place)] += passed.length;
            held[next][block][row] = passed;
          }
        }
      }
    }
    return held;
  }

  /**
   * Reduce-scatter.
   *
   * @param parts by place its parts of all blocks, by place of their owner
   * @return by place the sum of its block
   */
  float[][][] scatter(Ring ring, float[][][][] parts) {
    int p = ring.size();
    var sums = new float[p][][];
    for (int place = 0; place < p; place++) {
      sums[place] = new float[parts[place][place].length][];
      if (p == 1) {
        sums[place] = parts[place][place];
      }
    }
    for (int direction = 0; p > 1 && direction < directions; direction++) {
      boolean forwards = direction == 0;
      // by place what comes to it in this step
      var comes = new float[p][][];
      for (int step = 0; step < p; step++) {
        var next = new float[p][][];
        for (int place = 0; place < p; place++) {
          int block = ring.reduced(place, step, forwards);
          int rows = parts[place][block].length;
          int begin = begin(rows, forwards);
          var sum = new float[end(rows, forwards) - begin][];
          for (int row = 0; row < sum.length; row++) {
            var part = parts[place][block][begin + row];
            sum[row] = step == 0 ? part.clone() : plus(comes[place][row], part);
            if (step == p - 1) {
              sums[place][begin + row] = sum[row];
            } else {
              sent[ring.at(place)] += part.length;
            }
          }
          next[Math.floorMod(forwards ? place + 1 : place - 1, p)] = sum;
        }
        comes = next;
      }
    }
    return sums;
  }

  private int begin(int rows, boolean forwards) {
    return forwards ? 0 : rows / 2;
  }

  private int end(int rows, boolean forwards) {
    return forwards && directions == 2 ? rows / 2 : rows;
  }

  private static float[] plus(float[] comes, float[] part) {
    var sum = Arrays.copyOf(comes, comes.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
    return sum;
  }
}
