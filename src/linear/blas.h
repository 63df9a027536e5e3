/* The standard CBLAS and LAPACKE entry points that this room uses, as pointers that blas.c fills.
 * Inside src/linear only. */
#ifndef ACTFN_LINEAR_BLAS_H
#define ACTFN_LINEAR_BLAS_H

#include "linear/linear.h"

enum {
    CBLAS_ROWS = 101,
    CBLAS_PLAIN = 111,
    CBLAS_TRANSPOSED = 112,
    CBLAS_UPPER = 121,
    LAPACK_COLUMNS = 102
};

extern const char *const cblas_files[]; /* where a CBLAS may be, best first; NULL ends */
struct blas {
    bool ready;
    void (*dgemm)(int order, int trans_a, int trans_b, int m, int n, int k, double alpha,
                  const double *a, int lda, const double *b, int ldb, double beta, double *c,
                  int ldc);
    void (*sgemm)(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                  const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
    void (*dsyrk)(int order, int half, int trans_a, int n, int k, double alpha, const double *a,
                  int lda, double beta, double *c, int ldc);
};
extern struct blas blas;
/* How many threads may call it at once: as many as the user allows and there is memory for. It is
 * told to use one thread itself: OpenBLAS's own wait for each other by giving the processor away
 * (sched_yield), tens of milliseconds each time where other programs want it too (512 singular
 * values: 0.1 s by one thread, 20 s by two on two busy processors), and how it cuts a product
 * depends on their number. */
size_t blas_threads(void);

/* LAPACKE, loaded by itself (a millisecond more) for what needs it. Only what takes its memory from
 * us and columns as they are: the rest allocates, and tells people when it cannot. */
struct lapacke {
    bool ready;
    int (*dgesdd)(int order, char what, int m, int n, double *a, int lda, double *s, double *u,
                  int ldu, double *vt, int ldvt, double *work, int lwork, int *iwork);
    int (*dsyevd)(int order, char what, char half, int n, double *a, int lda, double *w,
                  double *work, int lwork, int *iwork, int liwork);
};
extern struct lapacke lapacke;
bool lapacke_load(struct error *err);

#endif
