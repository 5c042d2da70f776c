package chorale.bench.train;

/**
 * What a step showed.
 *
 * @param cycles of the run
 * @param numbers results compared: outputs, gradients, weights, moments
 * @param mismatches numbers that differ from the sequential ones in any bit
 * @param beyond numbers that are farther from double precision than the roundings allow
 * @param largest distance from double precision in parts of the bound
 * @param first one that differs, or ""
 */
public record StepResult(
    long cycles, long numbers, long mismatches, long beyond, double largest, String first) {}
