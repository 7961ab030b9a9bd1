/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool keur_check_contains(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

void keur_check_near(double actual, double expected, double tolerance, const char *what,
                     const char *file, int line)
{
    const double scale = fabs(expected) > 1 ? fabs(expected) : 1;
    const bool both_nan = isnan(actual) && isnan(expected);

    if (!both_nan && !(fabs(actual - expected) <= tolerance * scale)) {
        print_error("%s is %.17g, expected %.17g within %g\n", what, actual, expected, tolerance);
        _fail(file, line);
    }
}

static const char *cases_directory(void)
{
    const char *given = getenv("KEUR_CASES");

    return given != NULL && *given != '\0' ? given : KEUR_TEST_CASES;
}

static char *next_buffer(size_t *size)
{
    static char buffers[4][4096];
    static int at;

    at = (at + 1) % 4;
    *size = sizeof buffers[at];
    return buffers[at];
}

const char *keur_check_case(const char *file)
{
    size_t size;
    char *path = next_buffer(&size);

    (void)snprintf(path, size, "%s/%s", cases_directory(), file);
    return path;
}

void keur_check_need_cases(void)
{
    struct stat found;

    if (stat(cases_directory(), &found) != 0) {
        print_message("skipped: %s is not here\n", cases_directory());
        exit(77);
    }
}

const char *keur_check_scratch(const char *name)
{
    const char *directory = getenv("TMPDIR");
    size_t size;
    char *path = next_buffer(&size);

    (void)snprintf(path, size, "%s/keur-test-%ld-%s", directory != NULL ? directory : "/tmp",
                   (long)getpid(), name);
    return path;
}
