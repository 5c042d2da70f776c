package chorale.chiplet.vector;

/**
 * An instruction of the vector engine.
 *
 * @param op what it does
 * @param dst register for the result
 * @param a first operand
 * @param b second operand
 * @param stream of a load or store
 * @param immediate offset of a load or store in words; of an exchange, the power of two
 * @param begins whether a loop begins here
 * @param ends whether it ends here
 * @param last whether the kernel ends here
 */
public record VectorInstruction(
    Opcode op,
    int dst,
    int a,
    int b,
    int stream,
    int immediate,
    boolean begins,
    boolean ends,
    boolean last) {}
