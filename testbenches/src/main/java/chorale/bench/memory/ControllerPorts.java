package chorale.bench.memory;

import chorale.chiplet.memory.HbmCounter;
import chorale.sim.Model;
import chorale.sim.Port;

/** The ports of a controller's model, as its user and its device see them. */
final class ControllerPorts {
  final Port valid;
  final Port ready;
  final Port answer;
  final Port answerTag;
  private final Port write;
  private final Port bank;
  private final Port row;
  private final Port column;
  private final Port tag;
  private final Port data;
  private final Port answerData;
  private final Port corrected;
  private final Port broken;
  final DramPorts bus;
  private final Port select;
  private final Port counter;

  ControllerPorts(Model model) {
    valid = model.port("port_valid");
    ready = model.port("port_ready");
    write = model.port("port_write");
    bank = model.port("port_bank");
    row = model.port("port_row");
    column = model.port("port_column");
    tag = model.port("port_tag");
    data = model.port("port_data");
    answer = model.port("port_answer");
    answerTag = model.port("port_answerTag");
    answerData = model.port("port_answerData");
    corrected = model.port("port_corrected");
    broken = model.port("port_broken");
    bus = new DramPorts(model, "bus_");
    select = model.port("select");
    counter = model.port("counter");
  }

  /** Words of 64 bits of a request's data. */
  int dataWords() {
    return data.info().longs();
  }

  /** Puts a request on the inputs. */
  void request(Requests.Code code, int request) {
    write.set(code.isWrite(request) ? 1 : 0);
    bank.set(code.bank(request));
    row.set(code.row(request));
    column.set(code.column(request));
  }

  void tag(int value) {
    tag.set(value);
  }

  void data(long[] words) {
    set(data, words);
  }

  void answerData(long[] words) {
    get(answerData, words);
  }

  boolean isCorrected() {
    return corrected.get() == 1;
  }

  boolean isBroken() {
    return broken.get() == 1;
  }

  /** Chooses the counter to read; it has its value after an evaluation. */
  void select(HbmCounter what) {
    select.set(what.ordinal());
  }

  long counter() {
    return counter.get();
  }

  private static void set(Port port, long[] words) {
    for (int i = 0; i < words.length; i++) {
      port.setWord64(i, words[i]);
    }
  }

  private static void get(Port port, long[] words) {
    for (int i = 0; i < words.length; i++) {
      words[i] = port.word64(i);
    }
  }
}
