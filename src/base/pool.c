/* Threads that share the tasks of one loop. A step of a small net takes microseconds, so a thread
 * that has run out of work looks for more for a while (SPINS) before it goes to sleep. */
#include "base/base.h"
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

/* STACK: many times what a task takes; by default it is what `ulimit -s` says, which may be too
 * little or gigabytes. */
enum { SPINS = 20000, THREADS_MOST = 256, STACK = 1024 * 1024 };

/* One word says which round of tasks this is, how many tasks it has and which is next, so that a
 * thread that comes late can neither take a task of a round that is over nor hold up one that is
 * not: the round ends when its tasks are done, whoever did them. On a busy machine, where a thread
 * may be out for milliseconds, that is the difference between a step of 50 us and one of 3 ms. */
enum { COUNT_BITS = 20, COUNT_MOST = (1 << COUNT_BITS) - 1 };

struct pool {
    size_t threads; /* the caller's own among them */
    pthread_t *worker;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_size_t sleeping;
    _Alignas(64) _Atomic uint64_t ticket; /* round, count, next */
    _Alignas(64) atomic_size_t done;
    size_t first; /* number of this round's task 0 */
    void (*task)(void *state, size_t i);
    void *state;
    atomic_bool stop;
};

static inline size_t next_of(uint64_t ticket)
{
    return (size_t)(ticket & COUNT_MOST);
}
static inline size_t count_of(uint64_t ticket)
{
    return (size_t)(ticket >> COUNT_BITS & COUNT_MOST);
}
static inline uint64_t round_of(uint64_t ticket)
{
    return ticket >> 2 * COUNT_BITS;
}

static inline void breathe(void)
{
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

/* Tasks of the present round until none is left to take. A task taken keeps its round from ending,
 * so what the round set up stays good while it runs. */
static void work(struct pool *p)
{
    for (uint64_t t = atomic_load(&p->ticket); next_of(t) < count_of(t);)
        if (atomic_compare_exchange_weak(&p->ticket, &t, t + 1)) {
            p->task(p->state, p->first + next_of(t));
            atomic_fetch_add(&p->done, 1);
            t = atomic_load(&p->ticket);
        }
}

static void wait_for_round(struct pool *p, uint64_t seen)
{
    for (int spin = 0; spin < SPINS; spin++) {
        if (round_of(atomic_load(&p->ticket)) != seen)
            return;
        breathe();
    }
    pthread_mutex_lock(&p->lock);
    atomic_fetch_add(&p->sleeping, 1);
    while (round_of(atomic_load(&p->ticket)) == seen)
        pthread_cond_wait(&p->wake, &p->lock);
    atomic_fetch_sub(&p->sleeping, 1);
    pthread_mutex_unlock(&p->lock);
}

static void *worker(void *state)
{
    struct pool *p = state;
    for (uint64_t seen = 0; !atomic_load(&p->stop);) {
        wait_for_round(p, seen);
        seen = round_of(atomic_load(&p->ticket));
        work(p);
    }
    return NULL;
}

size_t threads_available(void)
{
    const char *wish = getenv("OMP_NUM_THREADS");
    size_t n = 1;
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        n = (size_t)CPU_COUNT(&set);
#endif
#ifdef __SANITIZE_THREAD__
    n = THREADS_MOST; /* looking for races: as many as are asked for (tests/tsan.sh) */
#endif
    struct error ignored;
    uint64_t most;
    if (wish && count_parse(wish, 1, THREADS_MOST, &most, &ignored) && most < n)
        n = (size_t)most;
    return n < THREADS_MOST ? n : THREADS_MOST;
}

static void start_workers(struct pool *p, size_t wanted)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    p->threads = 1;
    if (wanted < 2 || pthread_attr_init(&attributes) != 0)
        return;
    (void)pthread_attr_setstacksize(&attributes, STACK);
    /* Signals belong to the main thread. */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (p->threads < wanted &&
           pthread_create(&p->worker[p->threads], &attributes, worker, p) == 0)
        p->threads++; /* fewer will do */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

struct pool *pool_new(size_t threads)
{
    struct pool *p = memory_new(1, sizeof *p);
    size_t wanted = threads > 0 ? threads : threads_available();
    p->worker = memory_new(wanted, sizeof *p->worker);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    start_workers(p, wanted);
    return p;
}

static void start_round(struct pool *p, size_t count)
{
    uint64_t round = (round_of(atomic_load(&p->ticket)) + 1) & 0xffffff;
    atomic_store(&p->done, 0);
    atomic_store(&p->ticket, round << 2 * COUNT_BITS | (uint64_t)count << COUNT_BITS);
    if (atomic_load(&p->sleeping) > 0) {
        pthread_mutex_lock(&p->lock);
        pthread_cond_broadcast(&p->wake);
        pthread_mutex_unlock(&p->lock);
    }
}

void pool_run(struct pool *p, size_t count, void (*task)(void *state, size_t i), void *state)
{
    if (!p || p->threads < 2 || count < 2) {
        for (size_t i = 0; i < count; i++)
            task(state, i);
        return;
    }
    p->task = task;
    p->state = state;
    for (size_t first = 0; first < count; first += COUNT_MOST) {
        size_t here = count - first < COUNT_MOST ? count - first : COUNT_MOST;
        p->first = first;
        start_round(p, here);
        work(p);
        for (int spin = 0; atomic_load(&p->done) < here; spin++)
            if (spin < SPINS)
                breathe();
            else
                sched_yield();
    }
}

void pool_free(struct pool *p)
{
    if (!p)
        return;
    atomic_store(&p->stop, true);
    start_round(p, 0);
    for (size_t i = 1; i < p->threads; i++)
        pthread_join(p->worker[i], NULL);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p->worker);
    free(p);
}
