/* grade: the words and tables of its report (grade_report.c), which compare FUNCTION FILE shares.
 */
#ifndef ACTFN_COMMAND_GRADE_H
#define ACTFN_COMMAND_GRADE_H

#include "cli/cli.h"
#include "cli/shared.h"
#include "experiment/grading.h"

/* What was graded: a file's name, or a framework's function; against what. */
void grading_report(const struct kernel_grading *s, const char *of, const char *against,
                    struct report *r);
/* Is anything beyond most (--max-ulp)? Then false, with one line that says what and where. */
bool grading_within(const struct kernel_grading *s, double most, const char *of, struct error *err);
/* "dir/mine.npy" is mine.npy, "-" standard input. */
const char *grading_file_name(const char *path);

#endif
