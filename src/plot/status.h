/* How our scripts end: script.c writes these, child.c reads them. gnuplot's own errors end with 1.
 */
#ifndef ACTFN_STATUS_H
#define ACTFN_STATUS_H

enum { STATUS_WHOLE = 42, STATUS_OLD = 43, STATUS_TERMINAL = 44 };

#endif
