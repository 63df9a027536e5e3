/* Inside the activation room: the functions of the MPFR library (correctly rounded, any precision),
 * found when first needed: most runs never do, and linking it would cost every start. */
#ifndef ACTFN_MULTIPRECISION_H
#define ACTFN_MULTIPRECISION_H

#include <stdbool.h>
#define MPFR_USE_NO_MACRO
#include <mpfr.h>

/* clang-format off */
#define MULTIPRECISION_CALLS(F) \
    F(init2) F(clear) F(set_prec) F(set) F(set_d) F(get_d) F(add) F(sub) F(mul) F(div) F(neg) \
    F(abs) F(sqr) F(sqrt) F(rec_sqrt) F(exp) F(expm1) F(log) F(log1p) F(log2) F(log10) F(sin) \
    F(cos) F(tan) F(asin) F(acos) F(atan) F(sinh) F(cosh) F(tanh) F(sech) F(asinh) F(acosh) \
    F(atanh) F(erf) F(erfc) F(pow) F(hypot) F(floor) F(ceil) F(rint) F(mul_2si) F(cmp3) \
    F(cmpabs) F(sgn) F(zero_p) F(nan_p) F(number_p) F(get_exp) F(const_pi) F(clear_flags) \
    F(inexflag_p)
/* clang-format on */

struct multiprecision {
#define CALL(NAME) __typeof__(mpfr_##NAME) *NAME;
    MULTIPRECISION_CALLS(CALL)
#undef CALL
};

/* NULL: the library is not there. */
const struct multiprecision *multiprecision_load(void);

#endif
