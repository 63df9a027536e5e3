/* Writes the powers of ten that base/shortest.c needs: for k = -292 .. 324 the 128 leading bits of
 * 10^k, rounded up. Run by the Makefile; whole-number arithmetic only. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LOW = -292, HIGH = 324, WORDS = 40 }; /* 10^324 has 1077 bits */

/* Little-endian words. */
struct big {
    uint32_t word[WORDS];
};

static void times_ten(struct big *a)
{
    uint64_t carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (uint64_t)a->word[i] * 10;
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static int bits(const struct big *a)
{
    for (int i = WORDS - 1; i >= 0; i--) {
        for (int b = 31; b >= 0; b--) {
            if (a->word[i] >> b & 1) {
                return 32 * i + b + 1;
            }
        }
    }
    return 0;
}

static int bit(const struct big *a, int i)
{
    return i < 0 ? 0 : (int)(a->word[i / 32] >> (i % 32) & 1);
}

static int less(const struct big *a, const struct big *b)
{
    for (int i = WORDS - 1; i >= 0; i--) {
        if (a->word[i] != b->word[i]) {
            return a->word[i] < b->word[i];
        }
    }
    return 0;
}

static void subtract(struct big *a, const struct big *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        uint64_t d = (uint64_t)a->word[i] - b->word[i] - borrow;
        a->word[i] = (uint32_t)d;
        borrow = d >> 63;
    }
}

static void twice(struct big *a, int low)
{
    for (int i = WORDS - 1; i > 0; i--) {
        a->word[i] = a->word[i] << 1 | a->word[i - 1] >> 31;
    }
    a->word[0] = a->word[0] << 1 | (uint32_t)low;
}

/* A 128-bit number built from its leading bit down; `more`: something is left below it. */
struct leading {
    uint64_t high, low;
};

static void append(struct leading *l, int b)
{
    l->high = l->high << 1 | l->low >> 63;
    l->low = l->low << 1 | (uint64_t)b;
}

static void print(struct leading l, int more)
{
    l.low += (uint64_t)(more != 0); /* never carries out: no power ends in 128 ones */
    l.high += more != 0 && l.low == 0;
    printf("{0x%016llx, 0x%016llx},\n", (unsigned long long)l.high, (unsigned long long)l.low);
}

/* 1 / ten: long division in base two, from the first bit that is 1. */
static void print_inverse(const struct big *ten)
{
    struct big rest = { { 0 } };
    struct leading l = { 0, 0 };
    static const struct big zero;
    int at = 0;
    rest.word[0] = 1;
    while (at < 128) {
        int b = !less(&rest, ten);
        if (b) {
            subtract(&rest, ten);
        }
        if (b || at > 0) {
            append(&l, b);
            at++;
        }
        twice(&rest, 0);
    }
    print(l, memcmp(&rest, &zero, sizeof rest) != 0);
}

static void print_power(const struct big *ten)
{
    struct leading l = { 0, 0 };
    int n = bits(ten), more = 0;
    for (int i = 0; i < 128; i++) {
        append(&l, bit(ten, n - 1 - i));
    }
    for (int i = n - 129; i >= 0; i--) {
        more |= bit(ten, i);
    }
    print(l, more);
}

int main(void)
{
    for (int k = LOW; k <= HIGH; k++) {
        struct big ten = { { 1 } };
        for (int i = 0; i < (k < 0 ? -k : k); i++) {
            times_ten(&ten);
        }
        if (k < 0) {
            print_inverse(&ten);
        } else {
            print_power(&ten);
        }
    }
    return 0;
}
