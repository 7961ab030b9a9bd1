/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_UNITS_H
#define KEUR_CASE_UNITS_H

#include <keur/case.h>

/** Per row of a role the number of its person, below keur_case_unit_count(); NULL where the case
 * has no person unit. A row without an id is a person of its own. */
const int32_t *keur_case_units(const keur_case *on, keur_role role);

/** Persons over all tables; 0 where the case has no person unit. */
size_t keur_case_unit_count(const keur_case *on);

#endif
