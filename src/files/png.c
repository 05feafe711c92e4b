/* PNG through libpng, into an atomic file. libpng reports errors by longjmp: everything that must
   be freed is set up before setjmp. */
#include "files/png.h"

#include "core/error.h"
#include "files/atomic.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

typedef struct {
  HfAtomic *file;
  GError *error; /* the first one */
} Writer;

static void
write_cb (png_structp png, png_bytep data, gsize n)
{
  Writer *writer = png_get_io_ptr (png);

  if (!hf_atomic_write (writer->file, data, n, &writer->error))
    png_error (png, "write");
}

static void
flush_cb (png_structp png)
{
}

static void
error_cb (png_structp png, png_const_charp message)
{
  Writer *writer = png_get_error_ptr (png);

  if (writer->error == NULL)
    g_set_error (&writer->error, HF_ERROR, HF_CODE_IO, _ ("Could not write the picture: %s"),
                 message);
  png_longjmp (png, 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
  g_debug ("libpng: %s", message);
}

static void
set_text (png_structp png, png_infop info, const char *const *text)
{
  for (; text && text[0]; text += 2) {
    png_text entry = { 0 };

    entry.compression = PNG_ITXT_COMPRESSION_NONE;
    entry.key = (png_charp) text[0];
    entry.text = (png_charp) text[1];
    entry.itxt_length = strlen (text[1]);
    png_set_text (png, info, &entry, 1);
  }
}

static const int color_types[] = { PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA,
                                   PNG_COLOR_TYPE_RGB };

/* FALSE where libpng gave up; then writer->error is set. */
static gboolean
write_picture (png_structp png,
               png_infop info,
               HfPngFormat format,
               const guint8 *pixels,
               int width,
               int height,
               gsize stride,
               const char *const *text)
{
  if (setjmp (png_jmpbuf (png)))
    return FALSE;
  png_set_IHDR (png, info, (png_uint_32) width, (png_uint_32) height, 8, color_types[format],
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level (png, 4);
  set_text (png, info, text);
  png_write_info (png, info);
  if (format == HF_PNG_BGRX) {
    png_set_bgr (png);
    png_set_filler (png, 0, PNG_FILLER_AFTER);
  }
  for (int y = 0; y < height; y++)
    png_write_row (png, pixels + stride * (gsize) y);
  png_write_end (png, info);
  return TRUE;
}

gboolean
hf_png_write (const char *path,
              HfPngFormat format,
              gconstpointer pixels,
              int width,
              int height,
              gsize stride,
              const char *const *text,
              GError **error)
{
  Writer writer = { hf_atomic_new (path, error), NULL };
  g_autoptr (HfAtomic) file = writer.file;
  png_structp png;
  png_infop info;
  gboolean fine;

  if (file == NULL)
    return FALSE;
  png = png_create_write_struct (PNG_LIBPNG_VER_STRING, &writer, error_cb, warning_cb);
  info = png_create_info_struct (png);
  png_set_write_fn (png, &writer, write_cb, flush_cb);
  fine = write_picture (png, info, format, pixels, width, height, stride, text);
  png_destroy_write_struct (&png, &info);
  if (!fine) {
    g_propagate_error (error, writer.error);
    return FALSE;
  }
  return hf_atomic_commit (file, error);
}
