/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded before the program (LD_PRELOAD), refuses its request for memory or its call of the system
 * number K. Told by the environment:
 *
 *   KEUR_FAULT=memory:K       request K for memory; `memory:K+` all from it on
 *   KEUR_FAULT=files:K:E      call K fails with errno E; `files:K+:E` all that write from it on
 *   KEUR_FAULT=short:K        call K, where it reads or writes, moves one byte only
 *   KEUR_FAULT=signal:K:S     signal S arrives before call K
 *   KEUR_FAULT_SEEN=FILE      what was done is written there: the name of the call, and at the end
 * of the program how many blocks of memory were not released
 *
 * Calls are those of the program's own code: open read write fsync close rename mkdir stat. What
 * stdio does within the C library cannot be reached from here.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faults/faults.h"

static enum { FAIL, SHORT, SIGNAL } deed;
static int number; /* of the error or the signal */
static bool goes_on;
static const char *seen;

/* Past everything that stands in between. */
static void note(const char *what)
{
    const long file = seen != NULL
                          ? syscall(SYS_openat, AT_FDCWD, seen, O_WRONLY | O_CREAT | O_APPEND, 0666)
                          : -1;

    if (file < 0)
        return;
    (void)syscall(SYS_write, file, what, strlen(what));
    (void)syscall(SYS_write, file, "\n", 1);
    (void)syscall(SYS_close, file);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

__attribute__((constructor)) static void start(void)
{
    const char *asked = getenv("KEUR_FAULT");
    char *rest = NULL;
    size_t k;

    seen = getenv("KEUR_FAULT_SEEN");
    if (asked == NULL || strchr(asked, ':') == NULL)
        return;
    k = strtoul(strchr(asked, ':') + 1, &rest, 10);
    goes_on = *rest == '+';
    rest += goes_on;
    number = *rest == ':' ? atoi(rest + 1) : 0;
    deed = begins(asked, "short") ? SHORT : begins(asked, "signal") ? SIGNAL : FAIL;
    fault_arm(begins(asked, "memory") ? FAULT_MEMORY : FAULT_FILES, k, goes_on);
}

__attribute__((destructor)) static void end(void)
{
    char text[64];

    fault_disarm();
    (void)snprintf(text, sizeof text, "refused %zu of %zu, live %zu", fault_refused(),
                   fault_requests(), fault_live());
    note(text);
}

/* Whether the call is to fail, or to be short; a signal is sent from here. */
static bool is_due(const void *caller, const char *name, bool writes)
{
    if (fault_owner_of(caller) != FAULT_OWNER_KEUR || (goes_on && !writes) ||
        !fault_is_due(FAULT_FILES))
        return false;
    note(name);
    if (deed == SIGNAL)
        (void)raise(number);
    errno = number;
    return deed != SIGNAL;
}

#define NEXT(name) dlsym(RTLD_NEXT, name)
#define CALLER     __builtin_return_address(0)

static int open_next(const void *caller, const char *path, int flags, mode_t mode)
{
    int (*next)(const char *, int, ...);

    if (is_due(caller, "open", (flags & O_CREAT) != 0) && deed == FAIL)
        return -1;
    *(void **)&next = NEXT("open");
    return next(path, flags, mode);
}

#define MODE_OF(flags, mode)                                                                       \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        (mode) = (flags)&O_CREAT ? va_arg(arguments, mode_t) : 0;                                  \
        va_end(arguments);                                                                         \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode;

    MODE_OF(flags, mode);
    return open_next(CALLER, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    mode_t mode;

    MODE_OF(flags, mode);
    return open_next(CALLER, path, flags, mode);
}

ssize_t read(int file, void *to, size_t n)
{
    ssize_t (*next)(int, void *, size_t);

    if (is_due(CALLER, "read", false)) {
        if (deed == FAIL)
            return -1;
        n = n > 1 ? 1 : n;
    }
    *(void **)&next = NEXT("read");
    return next(file, to, n);
}

ssize_t write(int file, const void *from, size_t n)
{
    ssize_t (*next)(int, const void *, size_t);

    if (is_due(CALLER, "write", true)) {
        if (deed == FAIL)
            return -1;
        n = n > 1 ? 1 : n;
    }
    *(void **)&next = NEXT("write");
    return next(file, from, n);
}

/* Nothing is flushed, or the disk would be what the tests wait for. */
int fsync(int file)
{
    (void)file;
    return is_due(CALLER, "fsync", true) && deed == FAIL ? -1 : 0;
}

/* Closed all the same, as Linux has it. */
int close(int file)
{
    int (*next)(int);
    const bool fails = is_due(CALLER, "close", false) && deed == FAIL;

    *(void **)&next = NEXT("close");
    if (!fails)
        return next(file);
    (void)next(file);
    errno = number;
    return -1;
}

int rename(const char *from, const char *to)
{
    int (*next)(const char *, const char *);

    if (is_due(CALLER, "rename", true) && deed == FAIL)
        return -1;
    *(void **)&next = NEXT("rename");
    return next(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    int (*next)(const char *, mode_t);

    if (is_due(CALLER, "mkdir", true) && deed == FAIL)
        return -1;
    *(void **)&next = NEXT("mkdir");
    return next(path, mode);
}

int stat(const char *restrict path, struct stat *restrict found)
{
    int (*next)(const char *, struct stat *);

    if (is_due(CALLER, "stat", false) && deed == FAIL)
        return -1;
    *(void **)&next = NEXT("stat");
    return next(path, found);
}
