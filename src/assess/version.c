/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

const char *keur_version(void)
{
    return KEUR_VERSION;
}
