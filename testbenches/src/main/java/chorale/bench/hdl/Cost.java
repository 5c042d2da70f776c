package chorale.bench.hdl;

/**
 * What a process took, its children included.
 *
 * @param cpuSeconds user and system time of all
 * @param peakKib resident memory of the largest one, at its peak
 */
record Cost(double cpuSeconds, long peakKib) {}
