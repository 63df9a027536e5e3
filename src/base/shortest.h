/* The fewest decimal digits that read back to the same double. Part of base; number.c writes them
 * out. */
#ifndef ACTFN_SHORTEST_H
#define ACTFN_SHORTEST_H

enum { SHORTEST_ROOM = 32 };

/* x finite, > 0. Leaves 1 to 17 digits without trailing zeros, followed by '0' up to SHORTEST_ROOM,
 * and the power of ten of the first: x is d.ddd x 10^power. Of all shortest digit strings the
 * nearest to x. Returns how many digits. */
int shortest_digits(double x, char digits[SHORTEST_ROOM], int *power);

#endif
