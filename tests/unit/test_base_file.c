/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

static char directory[4096];

/* A path inside the scratch directory of this run (two at a time). */
static const char *inside(const char *name)
{
    static char paths[2][5000];
    static int at;

    at = !at;
    (void)snprintf(paths[at], sizeof paths[at], "%s/%s", directory, name);
    return paths[at];
}

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(directory, sizeof directory, "%s", keur_check_scratch("files"));
    return mkdir(directory, 0777);
}

static size_t count_entries(void)
{
    DIR *open = opendir(directory);
    size_t n = 0;

    assert_non_null(open);
    for (const struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open))
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(open);
    return n;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"file", "link", "empty", "a/b/c", "a/b", "a", "sub"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (unlink(inside(names[i])) != 0)
            (void)rmdir(inside(names[i]));
    }
    return rmdir(directory);
}

static void check_content(const char *path, const char *bytes, size_t n_bytes)
{
    char *got = NULL;
    size_t n = 0;

    assert_ok(keur_file_read(path, &got, &n, &err));
    assert_int_equal(n, n_bytes);
    assert_memory_equal(got, bytes, n);
    assert_int_equal(got[n], '\0');
    keur_release(got);
}

static void test_round_trip(void **state)
{
    enum { LARGE = 300000 };
    char *large = malloc(LARGE);
    const size_t n_before = count_entries();

    (void)state;
    assert_non_null(large);
    for (size_t i = 0; i < LARGE; i++)
        large[i] = (char)(i * 31);
    assert_ok(keur_file_write(inside("file"), large, LARGE, &err));
    check_content(inside("file"), large, LARGE);
    /* Over what is there, with less; nothing beside it stays. */
    assert_ok(keur_file_write(inside("file"), "a\0b\n", 4, &err));
    check_content(inside("file"), "a\0b\n", 4);
    assert_ok(keur_file_write(inside("empty"), "", 0, &err));
    check_content(inside("empty"), "", 0);
    assert_int_equal(count_entries(), n_before + 2);
    free(large);
}

/* A reader that has the old file open keeps reading the old content. */
static void test_replaced_whole(void **state)
{
    char text[8] = "";
    int old;

    (void)state;
    assert_ok(keur_file_write(inside("file"), "old", 3, &err));
    old = open(inside("file"), O_RDONLY);
    assert_true(old >= 0);
    assert_ok(keur_file_write(inside("file"), "newer", 5, &err));
    assert_int_equal(read(old, text, sizeof text), 3);
    assert_string_equal(text, "old");
    (void)close(old);
    check_content(inside("file"), "newer", 5);
}

static void test_cannot_read(void **state)
{
    char *bytes = NULL;
    size_t n = 1;

    (void)state;
    assert_fails(keur_file_read(inside("absent"), &bytes, &n, &err), KEUR_EIO,
                 "absent: cannot be opened: No such file");
    assert_null(bytes);
    assert_int_equal(n, 0);
    assert_fails(keur_file_read(directory, &bytes, &n, &err), KEUR_EIO, "cannot be read");
    assert_null(bytes);
}

/* Root may write anywhere, so the places are ones where nobody can. */
static void test_cannot_write(void **state)
{
    size_t n_before;

    (void)state;
    assert_ok(keur_file_write(inside("file"), "kept", 4, &err));
    n_before = count_entries();
    assert_fails(keur_file_write(inside("file/below"), "x", 1, &err), KEUR_EIO,
                 "file/below: cannot be made: Not a directory");
    assert_fails(keur_file_write(inside("absent/below"), "x", 1, &err), KEUR_EIO,
                 "absent/below: cannot be made: No such file");
    assert_fails(keur_file_write(directory, "x", 1, &err), KEUR_EIO, "Is a directory");
    assert_int_equal(count_entries(), n_before);
    check_content(inside("file"), "kept", 4);
}

/* A device is written itself: a full one says so, and is not replaced by a file. It is reached
 * through a link, so that broken code run by root replaces the link and not the device. */
static void test_devices(void **state)
{
    struct stat found;

    (void)state;
    if (stat("/dev/full", &found) != 0 || !S_ISCHR(found.st_mode))
        skip();
    assert_int_equal(symlink("/dev/full", inside("link")), 0);
    assert_fails(keur_file_write(inside("link"), "x", 1, &err), KEUR_EIO,
                 "link: cannot be written: No space left");
    assert_int_equal(lstat(inside("link"), &found), 0);
    assert_true(S_ISLNK(found.st_mode));
    assert_int_equal(unlink(inside("link")), 0);
    assert_int_equal(symlink("/dev/null", inside("link")), 0);
    assert_ok(keur_file_write(inside("link"), "x", 1, &err));
    assert_int_equal(unlink(inside("link")), 0);
}

/* A name as long as a system allows leaves no room for the temporary name: an error, no remains. */
static void test_long_name(void **state)
{
    char name[300];
    const size_t n_before = count_entries();

    (void)state;
    memset(name, 'n', 255);
    name[255] = '\0';
    assert_fails(keur_file_write(inside(name), "x", 1, &err), KEUR_EIO, "cannot be made");
    assert_int_equal(count_entries(), n_before);
}

/* The system stops the write half way: the old file stays, and nothing beside it. */
static void test_stopped_half_way(void **state)
{
    struct rlimit limit, low;
    char large[5000] = "";
    keur_error error = {KEUR_OK, ""};
    keur_status status;
    size_t n_before;

    (void)state;
    assert_ok(keur_file_write(inside("file"), "kept", 4, &err));
    n_before = count_entries();
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    low = limit;
    low.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    status = keur_file_write(inside("file"), large, sizeof large, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(status, KEUR_EIO);
    assert_true(keur_check_contains(error.text, "file: cannot be written: File too large"));
    assert_int_equal(count_entries(), n_before);
    check_content(inside("file"), "kept", 4);
}

/* A file that happens to have the temporary name is somebody else's. */
static void test_taken_name(void **state)
{
    char taken[64];

    (void)state;
    (void)snprintf(taken, sizeof taken, "file.%ld-0.part", (long)getpid());
    assert_ok(keur_file_write(inside(taken), "theirs", 6, &err));
    assert_ok(keur_file_write(inside("file"), "ours", 4, &err));
    check_content(inside("file"), "ours", 4);
    check_content(inside(taken), "theirs", 6);
    assert_int_equal(unlink(inside(taken)), 0);
}

/* Gives "0", "11", "222", ... up to `n` pieces, then fails or ends. */
typedef struct pieces {
    int at, n;
    bool fails;
    char bytes[10];
} pieces;

static keur_status next_piece(void *context, const char **bytes, size_t *n_bytes, keur_error *err)
{
    pieces *of = context;

    if (of->at == of->n && of->fails)
        return keur_fail(err, KEUR_EDATA, "no more pieces");
    memset(of->bytes, '0' + of->at, sizeof of->bytes);
    *bytes = of->bytes;
    *n_bytes = of->at < of->n ? (size_t)++of->at : 0;
    return KEUR_OK;
}

/* Content that comes in pieces; where one cannot be made, no file of all is touched. */
static void test_pieces(void **state)
{
    (void)state;
    for (int fails = 0; fails < 2; fails++) {
        pieces of = {.n = 4, .fails = fails != 0};
        const keur_file files[] = {{.path = inside("file"), .bytes = "new", .n_bytes = 3},
                                   {.path = inside("link"), .next = next_piece, .context = &of}};
        size_t n_before;

        assert_ok(keur_file_write(inside("file"), "old", 3, &err));
        n_before = count_entries();
        if (fails) {
            assert_fails(keur_files_write(files, 2, &err), KEUR_EDATA, "no more pieces");
            assert_int_equal(count_entries(), n_before);
        } else {
            assert_ok(keur_files_write(files, 2, &err));
            check_content(inside("link"), "0112223333", 10);
            assert_int_equal(unlink(inside("link")), 0);
        }
        check_content(inside("file"), fails ? "old" : "new", 3);
    }
}

static void test_directories(void **state)
{
    struct stat found;

    (void)state;
    assert_ok(keur_directory_make(inside("a/b/c"), &err));
    assert_int_equal(stat(inside("a/b/c"), &found), 0);
    assert_true(S_ISDIR(found.st_mode));
    assert_ok(keur_directory_make(inside("a/b/c"), &err));
    assert_ok(keur_directory_make(inside("sub//"), &err));
    assert_ok(keur_directory_make("/", &err));
    assert_fails(keur_directory_make("", &err), KEUR_EIO, "cannot be made");
    assert_ok(keur_file_write(inside("file"), "x", 1, &err));
    assert_fails(keur_directory_make(inside("file"), &err), KEUR_EIO,
                 "file: cannot be made: Not a directory");
    assert_fails(keur_directory_make(inside("file/below"), &err), KEUR_EIO, "Not a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),       cmocka_unit_test(test_replaced_whole),
        cmocka_unit_test(test_cannot_read),      cmocka_unit_test(test_cannot_write),
        cmocka_unit_test(test_devices),          cmocka_unit_test(test_long_name),
        cmocka_unit_test(test_stopped_half_way), cmocka_unit_test(test_taken_name),
        cmocka_unit_test(test_directories),      cmocka_unit_test(test_pieces),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
