/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/machine.h"

#include <stdio.h>
#include <sys/resource.h>

enum { KIBI = 1024 };

double keur_machine_peak(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss * KIBI : 0;
}

/* Of /proc/meminfo. */
static double available_of_machine(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    char line[200];
    double found = 0, kibibytes;

    if (file == NULL)
        return 0;
    while (found == 0 && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "MemAvailable: %lf kB", &kibibytes) == 1)
            found = kibibytes * KIBI;
    (void)fclose(file);
    return found;
}

/* One number in a file of its own; -1: there is none ("max": no limit). */
static double number_in(const char *path)
{
    FILE *file = fopen(path, "r");
    double found = -1;

    if (file == NULL)
        return -1;
    if (fscanf(file, "%lf", &found) != 1)
        found = -1;
    (void)fclose(file);
    return found;
}

double keur_machine_available(void)
{
    /* A container sees its own group of processes there. */
    const double limit = number_in("/sys/fs/cgroup/memory.max");
    const double taken = number_in("/sys/fs/cgroup/memory.current");
    const double free = available_of_machine();

    if (limit < 0 || taken < 0)
        return free;
    return limit - taken < free || free == 0 ? (limit > taken ? limit - taken : 1) : free;
}

size_t keur_machine_fits(size_t wanted, double each, double available)
{
    if (available > 0 && (double)wanted * each > available)
        wanted = (size_t)(available / each);
    return wanted > 1 ? wanted : 1;
}
