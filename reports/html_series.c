/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/series_forms.h"

#include <string.h>

#include "reports/drawing.h"

keur_status keur_html_series(keur_text *to, const keur_series *series, keur_error *err)
{
    static const struct {
        const char *name;
        keur_status (*draw)(keur_text *to, const keur_series *of, keur_error *err);
    } charts[] = {{"roc", keur_draw_roc},
                  {"shares", keur_draw_shares},
                  {"distance-deciles", keur_draw_deciles},
                  {"nearness", keur_draw_nearness}};

    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++)
        if (strcmp(charts[i].name, series->name) == 0)
            return charts[i].draw(to, series, err);
    return KEUR_OK;
}
