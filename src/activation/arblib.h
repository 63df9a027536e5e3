/* Inside the activation room: what we use of Arb (F. Johansson, arblib.org), the library of
 * arbitrary-precision ball arithmetic. It is found when first needed: Debian 12 has it as
 * libflint-arb2, later releases inside FLINT 3. Types are Arb's by layout; a zeroed one is 0 and
 * owns nothing, and one of at most 128 bits never does. */
#ifndef ACTFN_ARBLIB_H
#define ACTFN_ARBLIB_H

#include <stdbool.h>
#include <stdint.h>

struct arf { /* mantissa times a power of two: arf_t */
    int64_t word[4];
};
struct arb { /* midpoint and radius: arb_t */
    int64_t word[6];
};
struct fmpq { /* a fraction: fmpq_t */
    int64_t numerator, denominator;
};
struct fmpq_poly { /* a polynomial with fractions: fmpq_poly_t */
    void *coefficients;
    int64_t room, length, denominator;
};

enum { ARF_DOWN = 2, ARF_UP = 3, ARF_NEAR = 4 }; /* rounding: to -inf, to +inf, to nearest */

typedef void arb_map(struct arb *y, const struct arb *x, int64_t bits);

#define ARB_FUNCTIONS(F)                                                                           \
    F(void, arf_clear, (struct arf *))                                                             \
    F(void, arf_set, (struct arf *, const struct arf *))                                           \
    F(void, arf_set_d, (struct arf *, double))                                                     \
    F(void, arf_set_si, (struct arf *, int64_t))                                                   \
    F(double, arf_get_d, (const struct arf *, int))                                                \
    F(int, arf_set_round, (struct arf *, const struct arf *, int64_t, int))                        \
    F(void, arf_neg, (struct arf *, const struct arf *))                                           \
    F(void, arf_pos_inf, (struct arf *))                                                           \
    F(void, arf_neg_inf, (struct arf *))                                                           \
    F(int, arf_cmp, (const struct arf *, const struct arf *))                                      \
    F(int, arf_sgn, (const struct arf *))                                                          \
    F(int, arf_is_finite, (const struct arf *))                                                    \
    F(int, arf_is_nan, (const struct arf *))                                                       \
    F(int, arf_cmpabs_2exp_si, (const struct arf *, int64_t))                                      \
    F(void, arf_mul_2exp_si, (struct arf *, const struct arf *, int64_t))                          \
    F(void, arf_mul_2exp_fmpz, (struct arf *, const struct arf *, const int64_t *))                \
    F(int, arf_add, (struct arf *, const struct arf *, const struct arf *, int64_t, int))          \
    F(int, arf_sub, (struct arf *, const struct arf *, const struct arf *, int64_t, int))          \
    F(int, arf_mul_rnd_any, (struct arf *, const struct arf *, const struct arf *, int64_t, int))  \
    F(int, arf_div, (struct arf *, const struct arf *, const struct arf *, int64_t, int))          \
    F(int, arf_sqrt, (struct arf *, const struct arf *, int64_t, int))                             \
    F(void, arf_floor, (struct arf *, const struct arf *))                                         \
    F(void, arb_clear, (struct arb *))                                                             \
    F(void, arb_set_arf, (struct arb *, const struct arf *))                                       \
    F(void, arb_set_fmpq, (struct arb *, const struct fmpq *, int64_t))                            \
    F(void, arb_set_interval_arf, (struct arb *, const struct arf *, const struct arf *, int64_t)) \
    F(void, arb_get_interval_arf, (struct arf *, struct arf *, const struct arb *, int64_t))       \
    F(void, arb_const_pi, (struct arb *, int64_t))                                                 \
    F(void, arb_const_e, (struct arb *, int64_t))                                                  \
    F(void, arb_exp, (struct arb *, const struct arb *, int64_t))                                  \
    F(void, arb_expm1, (struct arb *, const struct arb *, int64_t))                                \
    F(void, arb_log, (struct arb *, const struct arb *, int64_t))                                  \
    F(void, arb_log1p, (struct arb *, const struct arb *, int64_t))                                \
    F(void, arb_sin_cos, (struct arb *, struct arb *, const struct arb *, int64_t))                \
    F(void, arb_sin_pi, (struct arb *, const struct arb *, int64_t))                               \
    F(void, arb_cos_pi, (struct arb *, const struct arb *, int64_t))                               \
    F(void, arb_atan, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_asin, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_acos, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_sinh, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_cosh, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_tanh, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_sech, (struct arb *, const struct arb *, int64_t))                                 \
    F(void, arb_asinh, (struct arb *, const struct arb *, int64_t))                                \
    F(void, arb_acosh, (struct arb *, const struct arb *, int64_t))                                \
    F(void, arb_atanh, (struct arb *, const struct arb *, int64_t))                                \
    F(void, arb_hypgeom_erf, (struct arb *, const struct arb *, int64_t))                          \
    F(void, arb_hypgeom_erfc, (struct arb *, const struct arb *, int64_t))                         \
    F(void, arb_pow, (struct arb *, const struct arb *, const struct arb *, int64_t))              \
    F(void, fmpq_clear, (struct fmpq *))                                                           \
    F(void, fmpq_init, (struct fmpq *))                                                            \
    F(int, fmpq_set_str, (struct fmpq *, const char *, int))                                       \
    F(char *, fmpq_get_str, (char *, int, const struct fmpq *))                                    \
    F(void, fmpq_set, (struct fmpq *, const struct fmpq *))                                        \
    F(void, fmpq_set_si, (struct fmpq *, int64_t, uint64_t))                                       \
    F(void, fmpq_add, (struct fmpq *, const struct fmpq *, const struct fmpq *))                   \
    F(void, fmpq_mul, (struct fmpq *, const struct fmpq *, const struct fmpq *))                   \
    F(void, fmpq_div, (struct fmpq *, const struct fmpq *, const struct fmpq *))                   \
    F(void, fmpq_neg, (struct fmpq *, const struct fmpq *))                                        \
    F(int, fmpq_equal, (const struct fmpq *, const struct fmpq *))                                 \
    F(int, fmpq_sgn, (const struct fmpq *))                                                        \
    F(void, fmpq_poly_init, (struct fmpq_poly *))                                                  \
    F(void, fmpq_poly_clear, (struct fmpq_poly *))                                                 \
    F(void, fmpq_poly_set, (struct fmpq_poly *, const struct fmpq_poly *))                         \
    F(void, fmpq_poly_set_fmpq, (struct fmpq_poly *, const struct fmpq *))                         \
    F(void, fmpq_poly_add,                                                                         \
      (struct fmpq_poly *, const struct fmpq_poly *, const struct fmpq_poly *))                    \
    F(void, fmpq_poly_mul,                                                                         \
      (struct fmpq_poly *, const struct fmpq_poly *, const struct fmpq_poly *))                    \
    F(void, fmpq_poly_pow, (struct fmpq_poly *, const struct fmpq_poly *, uint64_t))               \
    F(void, fmpq_poly_scalar_mul_fmpq,                                                             \
      (struct fmpq_poly *, const struct fmpq_poly *, const struct fmpq *))                         \
    F(int, fmpq_poly_equal, (const struct fmpq_poly *, const struct fmpq_poly *))                  \
    F(void, fmpq_poly_set_coeff_fmpq, (struct fmpq_poly *, int64_t, const struct fmpq *))          \
    F(void, fmpq_poly_get_coeff_fmpq, (struct fmpq *, const struct fmpq_poly *, int64_t))          \
    F(void, flint_free, (void *))                                                                  \
    F(void, flint_set_abort, (void (*)(void)))

struct arb_library {
#define F(RESULT, NAME, ARGUMENTS) RESULT(*NAME) ARGUMENTS;
    ARB_FUNCTIONS(F)
#undef F
};
extern struct arb_library arb;

/* false: it is not installed. Where it is and cannot be loaded, the program ends. Any thread may
 * call it. */
bool arb_load(void);

#endif
