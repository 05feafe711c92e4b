/* PNG pictures, written. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HF_PNG_GRAY, /* 1 byte a pixel */
  HF_PNG_RGB,  /* 3 bytes: R G B */
  HF_PNG_RGBA, /* 4 bytes: R G B A, not premultiplied */
  HF_PNG_BGRX  /* 4 bytes: B G R and one that is not looked at: what hf_display_map() makes */
} HfPngFormat;

/* stride: bytes from row to row, the top row first. text: pairs of keyword and UTF-8 value ended by
   NULL, or NULL. Nothing of a patient is written unless it is in text. */
gboolean hf_png_write (const char *path,
                       HfPngFormat format,
                       gconstpointer pixels,
                       int width,
                       int height,
                       gsize stride,
                       const char *const *text,
                       GError **error);

G_END_DECLS
