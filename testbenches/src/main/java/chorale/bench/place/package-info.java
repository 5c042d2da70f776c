/** The study of placements. */
package chorale.bench.place;
