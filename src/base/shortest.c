#include "base/shortest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int shortest_digits(double x, char digits[20], int *power)
{
    char text[40];
    int n = 0;
    do {
        n++;
        (void)snprintf(text, sizeof text, "%.*e", n - 1, x);
    } while (n < 17 && strtod(text, NULL) != x);
    digits[0] = text[0];
    if (n > 1) {
        memcpy(digits + 1, text + 2, (size_t)n - 1);
    }
    *power = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    return n;
}
