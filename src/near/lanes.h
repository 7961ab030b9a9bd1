/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_NEAR_LANES_H
#define KEUR_NEAR_LANES_H

/**
 * Constants of 2^x for x <= 0, in double: x = k + f with k whole and |f| <= 1/2, exactly, and
 * 2^f = 1 + f (C1 + C2 f + ... + C11 f^10). C1 is log 2; the others interpolate the rest at ten
 * Chebyshev nodes. The polynomial errs by 0.34 2^-53, all roundings included by less than 2^-52.
 * From KEUR_EXP_LEAST on, powers of two are normal numbers; smaller x are taken for it.
 */
#define KEUR_EXP_LEAST -1021.0
#define KEUR_EXP_ROUND 0x1.8p+52 /* added and taken off: the nearest whole number */
#define KEUR_EXP_C1    0x1.62e42fefa39efp-1
#define KEUR_EXP_C2    0x1.ebfbdff82c590p-3
#define KEUR_EXP_C3    0x1.c6b08d704a35cp-5
#define KEUR_EXP_C4    0x1.3b2ab6fba385fp-7
#define KEUR_EXP_C5    0x1.5d87fe77fec17p-10
#define KEUR_EXP_C6    0x1.4309130378460p-13
#define KEUR_EXP_C7    0x1.ffcc0009c0969p-17
#define KEUR_EXP_C8    0x1.62bfe46117445p-20
#define KEUR_EXP_C9    0x1.b51cad8709e42p-24
#define KEUR_EXP_C10   0x1.e5e9f548e5725p-28
#define KEUR_EXP_C11   0x1.f71a2ca6e7e96p-32

/** log(2) / 8: the kernel that ends is (1 + x KEUR_ENDS_SLOPE)^8 of a logarithm x to the base 2, as
 * long as that is above 0. */
#define KEUR_ENDS_SLOPE 0x1.62e42fefa39efp-4

#endif
