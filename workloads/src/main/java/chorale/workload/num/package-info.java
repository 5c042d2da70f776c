/**
 * The arithmetic of the chiplets in plain Java, bit for bit, and bounds of its errors. It shares no
 * code with the hardware. Java's own {@code float} is IEEE 754 binary32 rounded to nearest, ties to
 * even (JLS 4.2.3, 15.4), and so is the hardware's, with one NaN: compare bits by {@code
 * Float.floatToIntBits}, which makes every NaN {@code 0x7fc00000}.
 */
package chorale.workload.num;
