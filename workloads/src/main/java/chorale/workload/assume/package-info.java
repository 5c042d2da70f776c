/** Values that a paper leaves open: what they are taken as, and the range in which they may lie. */
package chorale.workload.assume;
