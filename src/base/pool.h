/* Threads that share the tasks of one loop. */
#ifndef ACTFN_POOL_H
#define ACTFN_POOL_H

#include <stddef.h>

struct pool;
struct pool *pool_new(size_t threads); /* 0: as many as the process may use */
void pool_free(struct pool *p);        /* NULL is fine */
size_t threads_available(void);
/* task(state, i) for i in 0 .. count-1, in any order, on any thread; returns when all are done.
 * pool NULL: here, in order. */
void pool_run(struct pool *p, size_t count, void (*task)(void *state, size_t i), void *state);

#endif
