package chorale.workload.step.rate;

/**
 * What a step takes on a package of rates.
 *
 * @param cycles of the step
 * @param macs products of two numbers
 * @param sramBytes from and to the memories of chiplets; of a product its operands and results once
 * @param memoryBytes from and to all memories
 * @param leafBytes on links between chiplets and switches, weights and activations included
 * @param trunkBytes on links between switches and root
 * @param memoryBusy cycles in which the busiest group's memory, or its port, works
 * @param trunkBusy cycles of the busiest link at the root
 * @param leafBusy cycles of the busiest link of a chiplet
 * @param tileBusy cycles in which a chiplet's tiles multiply, mean over chiplets
 * @param homeBusy cycles of attention
 * @param events of the model
 */
public record RateRun(
    double cycles,
    long macs,
    double sramBytes,
    double memoryBytes,
    double leafBytes,
    double trunkBytes,
    double memoryBusy,
    double trunkBusy,
    double leafBusy,
    double tileBusy,
    double homeBusy,
    long events) {}
