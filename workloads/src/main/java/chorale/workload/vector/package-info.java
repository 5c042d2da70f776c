/**
 * Kernels of the vector engine: programs for rows of words as data, a library of them, their cycles
 * and an interpreter that is bit for bit what the hardware does and shares no code with it.
 */
package chorale.workload.vector;
