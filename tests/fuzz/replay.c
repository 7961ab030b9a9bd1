/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives every file of a folder to a fuzz target, in builds without libFuzzer. */
#include <dirent.h>
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "fuzz/fuzz.h"

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    size_t n_files = 0;

    if (folder == NULL) {
        (void)fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char path[1024], *bytes = NULL;
        size_t n = 0;

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        (void)printf("%s\n", path);
        (void)fflush(stdout);
        fuzz_assert(keur_file_read(path, &bytes, &n, NULL) == KEUR_OK);
        (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes, n);
        keur_release(bytes);
        n_files++;
    }
    (void)closedir(folder);
    (void)printf("%zu files\n", n_files);
    return n_files > 0 ? 0 : 1;
}
