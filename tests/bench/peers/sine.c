/* What a C program costs to start that uses the mathematical library and prints a line. */
#include <math.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    return printf("%g %s\n", sin(argc), argv[0]) < 0;
}
