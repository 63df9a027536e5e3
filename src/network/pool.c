/* Threads that share the tasks of one loop. A step of a small net takes microseconds, so a thread that has
 * run out of work looks for more for a while (SPINS) before it goes to sleep. */
#include "network/network.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPINS = 20000, THREADS_MOST = 256 };

struct pool {
    size_t threads;                      /* the caller's own among them */
    pthread_t *worker;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_size_t round;                 /* counts pool_run calls; a change is the signal to start */
    atomic_size_t sleeping;
    atomic_size_t next, busy;            /* next task; workers not yet through this round */
    size_t count;
    void (*task)(void *state, size_t i);
    void *state;
    atomic_bool stop;
};

static inline void breathe(void)
{
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

static void work(struct pool *p)
{
    for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->count;)
        p->task(p->state, i);
}

static void wait_for_round(struct pool *p, size_t seen)
{
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load(&p->round) != seen) return;
        breathe();
    }
    pthread_mutex_lock(&p->lock);
    atomic_fetch_add(&p->sleeping, 1);
    while (atomic_load(&p->round) == seen)
        pthread_cond_wait(&p->wake, &p->lock);
    atomic_fetch_sub(&p->sleeping, 1);
    pthread_mutex_unlock(&p->lock);
}

static void *worker(void *state)
{
    struct pool *p = state;
    for (size_t seen = 0;; seen++) {
        wait_for_round(p, seen);
        if (atomic_load(&p->stop)) return NULL;
        work(p);
        atomic_fetch_sub(&p->busy, 1);
    }
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
    struct message ignored;
    uint64_t most;
    if (wish && count_parse(wish, 1, THREADS_MOST, &most, &ignored) && most < n)
        n = (size_t)most;
    return n < THREADS_MOST ? n : THREADS_MOST;
}

struct pool *pool_new(size_t threads)
{
    struct pool *p = memory_new(1, sizeof *p);
    size_t wanted = threads > 0 ? threads : threads_available();
    p->worker = memory_new(wanted, sizeof *p->worker);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    /* Signals belong to the main thread. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    for (p->threads = 1; p->threads < wanted; p->threads++)
        if (pthread_create(&p->worker[p->threads], NULL, worker, p) != 0)
            break;                       /* fewer will do */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return p;
}

static void start_round(struct pool *p)
{
    atomic_fetch_add(&p->round, 1);
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
    p->count = count;
    p->task = task;
    p->state = state;
    atomic_store(&p->next, 0);
    atomic_store(&p->busy, p->threads - 1);
    start_round(p);
    work(p);
    for (int spin = 0; atomic_load(&p->busy) > 0; spin++)
        if (spin < SPINS) breathe();
        else sched_yield();
}

size_t pool_threads(const struct pool *p) { return p ? p->threads : 1; }

void pool_free(struct pool *p)
{
    if (!p) return;
    atomic_store(&p->stop, true);
    start_round(p);
    for (size_t i = 1; i < p->threads; i++)
        pthread_join(p->worker[i], NULL);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p->worker);
    free(p);
}
