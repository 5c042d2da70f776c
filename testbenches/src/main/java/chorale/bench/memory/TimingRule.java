package chorale.bench.memory;

/** What a DRAM asks of its controller; each rule by the name that JEDEC gives it, if it has one. */
public enum TimingRule {
  RCD_READ("tRCDRD"),
  RCD_WRITE("tRCDWR"),
  RP("tRP"),
  RAS("tRAS"),
  RC("tRC"),
  CCD_S("tCCD_S"),
  CCD_L("tCCD_L"),
  RRD_S("tRRD_S"),
  RRD_L("tRRD_L"),
  FAW("tFAW"),
  RTP("tRTP"),
  WR("tWR"),
  WTR_S("tWTR_S"),
  WTR_L("tWTR_L"),
  RTW("tRTW"),
  RFC("tRFC"),
  RFC_BANK("tRFCpb"),
  RREFD("tRREFD"),
  /** At most so many refreshes late, or ahead of their time. */
  REFI("tREFI"),
  /** Every bank is refreshed once before any is refreshed again. */
  REFRESH_TURN("refresh turn"),
  /** An activate needs a closed bank. */
  CLOSED("closed bank"),
  /** A read or write needs an open bank. */
  OPEN("open bank"),
  /** A refresh needs closed banks. */
  IDLE("closed banks"),
  /** One burst at a time. */
  DATA_BUS("data bus");

  private final String text;

  TimingRule(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
