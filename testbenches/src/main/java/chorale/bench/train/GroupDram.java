package chorale.bench.train;

import chorale.bench.memory.BurstCode;
import chorale.bench.memory.BurstPlaces;
import chorale.bench.memory.DramDevice;
import chorale.bench.memory.DramPorts;
import chorale.chiplet.TrainingParameters;
import chorale.sim.Model;
import chorale.workload.num.Bf16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The devices of a group's memory, at the buses of a simulated package: they keep its bytes and
 * check every command. Blocks are numbered over all channels: burst i of the memory is burst i / n
 * of channel i mod n.
 */
final class GroupDram {
  private final TrainingParameters p;
  private final List<DramPorts> ports = new ArrayList<>();
  private final List<DramDevice> devices = new ArrayList<>();
  private final BurstCode code;
  private final BurstPlaces places;

  /** Those of group {@code group} of a model that has just been reset. */
  GroupDram(TrainingParameters p, Model model, int group) {
    this.p = p;
    var controller = p.controller();
    code = new BurstCode(controller.shape().burstBytes());
    places = new BurstPlaces(controller.shape());
    for (int c = 0; c < p.stack().orElseThrow().channels(); c++) {
      ports.add(new DramPorts(model, "bus_%d_%d_".formatted(group, c)));
      devices.add(
          new DramDevice(
              controller.timing(),
              controller.shape(),
              controller.perBankRefresh(),
              code.words(),
              DramDevice.Faults.NONE,
              0));
    }
  }

  /** What the devices say at the begin of a cycle. */
  void answer(long cycle) {
    for (int c = 0; c < devices.size(); c++) {
      ports.get(c).answer(devices.get(c), cycle);
    }
  }

  /** What they are told in it, when the model has been evaluated. */
  void obey(long cycle) {
    for (int c = 0; c < devices.size(); c++) {
      ports.get(c).obey(devices.get(c), cycle);
    }
  }

  /** Nothing is overdue. */
  void end(long cycle) {
    devices.forEach(d -> d.idle(cycle));
  }

  /** How often something happened, of all devices. */
  long count(DramDevice.Count what) {
    return devices.stream().mapToLong(d -> d.count(what)).sum();
  }

  /** Writes a row of bf16 numbers. */
  void operands(Stored to, int row, float[] values) {
    var bytes = bytes(to.bytes());
    for (float x : values) {
      bytes.putShort(Bf16.of(x));
    }
    write(to, row, bytes);
  }

  /** Writes a row of binary32 numbers. */
  void sums(Stored to, int row, float[] values) {
    var bytes = bytes(to.bytes());
    for (float x : values) {
      bytes.putFloat(x);
    }
    write(to, row, bytes);
  }

  /** A row of bf16 numbers. */
  float[] operands(Stored from, int row) {
    var bytes = read(from, row);
    var values = new float[from.bytes() / Short.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = Bf16.value(bytes.getShort());
    }
    return values;
  }

  /** A row of binary32 numbers. */
  float[] sums(Stored from, int row) {
    var bytes = read(from, row);
    var values = new float[from.bytes() / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getFloat();
    }
    return values;
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(Stored to, int row, ByteBuffer bytes) {
    long at = address(to, row);
    var burst = new long[code.words()];
    for (int done = 0; done < to.bytes(); ) {
      int offset = (int) ((at + done) % code.bytes());
      int n = Math.min(to.bytes() - done, code.bytes() - offset);
      long number = (at + done) / code.bytes();
      device(number).peek(place(number), burst);
      var data = code.data(burst);
      data.put(offset, bytes.array(), done, n);
      device(number).poke(place(number), code.encode(data));
      done += n;
    }
  }

  private ByteBuffer read(Stored from, int row) {
    long at = address(from, row);
    var burst = new long[code.words()];
    var bytes = bytes(from.bytes());
    for (int done = 0; done < from.bytes(); ) {
      int offset = (int) ((at + done) % code.bytes());
      int n = Math.min(from.bytes() - done, code.bytes() - offset);
      long number = (at + done) / code.bytes();
      device(number).peek(place(number), burst);
      code.data(burst).get(offset, bytes.array(), done, n);
      done += n;
    }
    return bytes;
  }

  private long address(Stored matrix, int row) {
    return matrix.block() * p.blockBytes() + (long) row * matrix.bytes();
  }

  private DramDevice device(long burst) {
    return devices.get((int) (burst % devices.size()));
  }

  private long place(long burst) {
    return places.address(burst / devices.size());
  }
}
