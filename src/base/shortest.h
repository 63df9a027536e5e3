/* The fewest decimal digits that read back to the same double. Part of base; number.c writes them out. */
#ifndef ACTFN_SHORTEST_H
#define ACTFN_SHORTEST_H

/* x finite, > 0. Writes 1 to 17 digits (no terminating zero, no trailing zeros) and the power of ten of the first:
 * x is d.ddd x 10^power. Of all shortest digit strings the nearest to x. Returns how many digits. */
int shortest_digits(double x, char digits[20], int *power);

#endif
