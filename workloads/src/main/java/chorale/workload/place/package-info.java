/**
 * Where experts live: Mozart's clustering by co-activation with its balanced assignment to
 * switches, three placements to compare with, and one that minimises what the busiest link carries.
 */
package chorale.workload.place;
