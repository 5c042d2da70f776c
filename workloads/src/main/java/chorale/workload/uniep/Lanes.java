package chorale.workload.uniep;

/**
 * Lanes of a chiplet by what they do. A lane is a systolic array with a port to SRAM and network,
 * and at any time multiplies or moves.
 *
 * @param dispatch lanes that send tokens, N_disp
 * @param relay lanes that copy a token to the rows of each of its experts on the chiplet, N_relay;
 *     0: a token is sent once for each of its experts
 * @param combine lanes that send results home, N_comb
 * @param reduction lanes that add up at home, N_red
 */
public record Lanes(int dispatch, int relay, int combine, int reduction) {
  int sum() {
    return dispatch + relay + combine + reduction;
  }
}
