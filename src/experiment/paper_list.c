/* The list of papers, gathered by the build. */
#include "experiment/paper.h"
#include "papers.h"

const struct publication *paper_row(size_t i)
{
    return i < PAPERS ? papers[i] : NULL;
}

const struct publication *paper_find(const char *key)
{
    for (size_t i = 0; i < PAPERS; i++)
        if (name_equal(papers[i]->key, key))
            return papers[i];
    return NULL;
}
