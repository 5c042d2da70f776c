/** The study of Mozart's ablation. */
package chorale.bench.mozart;
