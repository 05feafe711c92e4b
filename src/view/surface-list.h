/* The surfaces that stay beside the live one: seen or not, color, opacity, name, away with it. Signal
   "export" (guint index): its file is wanted; "change" (guint index): its level is to be another. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_SURFACE_LIST (hf_surface_list_get_type ())
G_DECLARE_FINAL_TYPE (HfSurfaceList, hf_surface_list, HF, SURFACE_LIST, HfPanel)

void hf_rgba_from_rgb (guint32 rgb, GdkRGBA *rgba); /* 0xRRGGBB */
guint32 hf_rgb_from_rgba (const GdkRGBA *rgba);

G_END_DECLS
