/* One tile of a product: included by gemm.c once for each number type and instruction set.
 *   REAL double or float; LANES how many to a vector; NAME the function's name; TARGET its
 * attribute C (TALL x 2 LANES, row length 2 LANES) = A (TALL rows, row length k) times B (k x 2
 * LANES, packed). The sums stand in registers: TALL x 2 of them. Terms are added in the order of k,
 * each by one fused multiply-add where there is one. */
TARGET static void NAME(size_t k, const REAL *restrict a, const REAL *restrict b, REAL *restrict c)
{
    typedef REAL vector
        __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
    vector sum[TALL][2];
    for (int i = 0; i < TALL; i++)
        sum[i][0] = sum[i][1] = (vector){ 0 };
    for (size_t p = 0; p < k; p++) {
        const vector *row = (const vector *)(const void *)(b + 2 * LANES * p);
        vector b0 = row[0], b1 = row[1];
        for (int i = 0; i < TALL; i++) { /* TALL is a constant: unrolled */
            sum[i][0] += a[TALL * p + (size_t)i] * b0;
            sum[i][1] += a[TALL * p + (size_t)i] * b1;
        }
    }
    for (int i = 0; i < TALL; i++) {
        vector *out = (vector *)(void *)(c + 2 * LANES * i);
        out[0] = sum[i][0];
        out[1] = sum[i][1];
    }
}
#undef NAME
#undef TARGET
#undef LANES
