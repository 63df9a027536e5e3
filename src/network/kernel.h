/* The inner loops for one instruction set; arithmetic.c includes this once for each.
 *
 *   ISA          name of the instruction set, for the functions' names
 *   TARGET       the compiler's attribute for it
 *   LANE_BYTES   bytes of one vector register
 *   TILE         rows of C held in registers at a time: TILE x 2 sums, a vector of B and a number
 *                of A must fit into the registers there are
 *
 * Product: a tile of C stays in registers while k runs, so that every number loaded feeds several
 * multiply-adds. Nothing is packed: rows are an odd number of cache lines apart (network_stride),
 * so the lines of a strip of B spread over all sets of the cache. As fast as OpenBLAS's sgemm at
 * the sizes of our nets, 32 to 256 (measured: 267 against 215 GFLOP/s at 64 x 256 x 256, AVX-512),
 * with nothing to load or to start, and the sum over k has one order whatever the rows of A:
 * cutting a batch anywhere changes no bit. */
#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(x) JOIN(x, ISA)

typedef real NAME(lane) __attribute__((vector_size(LANE_BYTES), may_alias));
enum { NAME(LANE) = LANE_BYTES / sizeof(real) };

/* `rows` and `lanes` are constants at each call, so that the loops over them vanish. */
TARGET static inline __attribute__((always_inline)) void NAME(tile)(size_t rows, size_t lanes,
                                                                    const struct product *p,
                                                                    size_t k0, size_t k1, size_t i,
                                                                    size_t j)
{
    NAME(lane) sum[TILE][2];
    for (size_t r = 0; r < rows; r++)
        for (size_t v = 0; v < lanes; v++)
            sum[r][v] = (NAME(lane)){ 0 };
    if (k0 > 0)
        for (size_t r = 0; r < rows; r++)
            for (size_t v = 0; v < lanes; v++)
                sum[r][v] = *(const NAME(lane) *)(p->c + (i + r) * p->c_row + j + v * NAME(LANE));
    const real *a = p->a + i * p->a_row + k0 * p->a_column;
    const real *b = p->b + k0 * p->b_row + j;
    for (size_t k = k0; k < k1; k++, a += p->a_column, b += p->b_row) {
        for (size_t v = 0; v < lanes; v++) {
            NAME(lane) bv = *(const NAME(lane) *)(b + v * NAME(LANE));
            for (size_t r = 0; r < rows; r++)
                sum[r][v] += a[r * p->a_row] * bv;
        }
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t v = 0; v < lanes; v++)
            *(NAME(lane) *)(p->c + (i + r) * p->c_row + j + v * NAME(LANE)) = sum[r][v];
}

TARGET static inline __attribute__((always_inline)) void
NAME(strip)(size_t lanes, const struct product *p, size_t k0, size_t k1, size_t j)
{
    size_t i = 0;
    for (; i + TILE <= p->m; i += TILE)
        NAME(tile)(TILE, lanes, p, k0, k1, i, j);
    for (; i + 2 <= p->m; i += 2)
        NAME(tile)(2, lanes, p, k0, k1, i, j);
    if (i < p->m)
        NAME(tile)(1, lanes, p, k0, k1, i, j);
}

/* Strips of B two vectors wide and DEPTH deep: one stays in the first cache while all rows of A
 * pass. */
TARGET static void NAME(product)(const struct product *p)
{
    for (size_t k0 = 0; k0 < p->k; k0 += DEPTH) {
        size_t k1 = p->k - k0 < DEPTH ? p->k : k0 + DEPTH, j = 0;
        for (; j + 2 * NAME(LANE) <= p->n; j += 2 * NAME(LANE))
            NAME(strip)(2, p, k0, k1, j);
        for (; j < p->n; j += NAME(LANE))
            NAME(strip)(1, p, k0, k1, j);
    }
}

TARGET static void NAME(widen)(size_t n, const real *restrict x, double *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = (double)x[i];
}

TARGET static void NAME(narrow)(size_t n, const double *restrict x, real *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = (real)x[i];
}

TARGET static void NAME(times)(size_t n, const real *restrict x, real *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] *= x[i];
}

TARGET static void NAME(sgd)(size_t n, const struct descent *d, const real *restrict g,
                             real *restrict w, real *restrict m, real *restrict v)
{
    (void)m, (void)v;
    real rate = d->rate, decay = d->decay;
    for (size_t i = 0; i < n; i++)
        w[i] -= rate * (g[i] + decay * w[i]);
}

TARGET static void NAME(momentum)(size_t n, const struct descent *d, const real *restrict g,
                                  real *restrict w, real *restrict m, real *restrict v)
{
    (void)v;
    real rate = d->rate, decay = d->decay, keep = d->beta1;
    for (size_t i = 0; i < n; i++) {
        m[i] = keep * m[i] + (g[i] + decay * w[i]);
        w[i] -= rate * m[i];
    }
}

/* Kingma and Ba 2015, with the corrections for the start already in rate and epsilon. */
TARGET static void NAME(adam)(size_t n, const struct descent *d, const real *restrict g,
                              real *restrict w, real *restrict m, real *restrict v)
{
    real rate = d->rate, decay = d->decay, b1 = d->beta1, b2 = d->beta2, epsilon = d->epsilon;
    for (size_t i = 0; i < n; i++) {
        real s = g[i] + decay * w[i];
        m[i] = b1 * m[i] + (1 - b1) * s;
        v[i] = b2 * v[i] + (1 - b2) * s * s;
        w[i] -= rate * m[i] / (ROOT(v[i]) + epsilon);
    }
}

static const struct arithmetic NAME(arithmetic) = {
    NAME(product),
    NAME(widen),
    NAME(narrow),
    NAME(times),
    { NAME(sgd), NAME(momentum), NAME(adam) },
};

#undef NAME
#undef JOIN
#undef JOIN2
#undef ISA
#undef TARGET
#undef LANE_BYTES
#undef TILE
