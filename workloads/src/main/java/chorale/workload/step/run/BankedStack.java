package chorale.workload.step.run;

import java.util.Arrays;

/** A stack burst by burst: MemoryStack, burst i in channel i mod n. Transfers are single blocks. */
final class BankedStack implements StackModel {
  private final BankedChannel[] channels;
  private final int bursts;

  BankedStack(Agenda agenda, StepTiming.Stack stack, int blockBursts) {
    channels = new BankedChannel[stack.channels()];
    Arrays.setAll(channels, _ -> new BankedChannel(agenda, stack.hbm(), stack.ran()));
    bursts = blockBursts / channels.length;
  }

  @Override
  public void begin(long block, long blocks, boolean writes, Seen firstWhole, Seen whole) {
    long from = block * bursts;
    long behind = from + blocks * bursts;
    var transfer = new BankedChannel.Transfer((behind - from) * channels.length, whole);
    for (var channel : channels) {
      channel.begin(transfer, writes, from, behind);
    }
  }

  @Override
  public long busy() {
    return Arrays.stream(channels).mapToLong(BankedChannel::busy).sum() / channels.length;
  }
}
