package chorale.workload.hecaton;

/**
 * What a Program takes on a grid. Counts are of all dies of the Program.
 *
 * @param cycles until all is done
 * @param macs products of two numbers
 * @param sramBytes from and to the memories on the dies
 * @param linkBytes over links, on each link of a way once
 * @param memoryBytes from and to the memories at the edge
 * @param arrayBusy cycles of the busiest die's arrays
 * @param linkBusy cycles of the busiest link
 * @param memoryBusy cycles of the busiest memory at the edge
 * @param events of the model
 */
public record GridRun(
    double cycles,
    double macs,
    double sramBytes,
    double linkBytes,
    double memoryBytes,
    double arrayBusy,
    double linkBusy,
    double memoryBusy,
    long events) {}
