/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_PREFETCH_H
#define KEUR_BASE_PREFETCH_H

/** Asks for memory that will be needed soon; does nothing where the compiler cannot. */
#if defined(__GNUC__)
#define KEUR_PREFETCH(address) __builtin_prefetch(address)
#else
#define KEUR_PREFETCH(address) ((void)(address))
#endif

#endif
