/* What a signal handler reads (cleanup.c, terminal.c) changes only with the lock held and the
 * signals blocked in the thread that holds it: a handler can so interrupt no holder, and on another
 * thread it waits for one that goes on running. */
#include "base/interrupted.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_flag lock = ATOMIC_FLAG_INIT;

void cleanup_hold(sigset_t *before)
{
    sigset_t all;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, before);
    while (atomic_flag_test_and_set(&lock)) {
    }
}

void cleanup_release(const sigset_t *before)
{
    atomic_flag_clear(&lock);
    (void)pthread_sigmask(SIG_SETMASK, before, NULL);
}
