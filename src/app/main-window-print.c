/* The active view on paper: its picture as large as the page allows, under it what it shows and that it is not for diagnosis. */
#include "app/main-window-private.h"

#include "core/error.h"

#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#define GAP_PT 12.0
#define CAPTION_PT 9.0

typedef struct {
  GdkTexture *texture; /* owned */
  char *caption;       /* owned */
} Sheet;

static void
sheet_free (gpointer data, GClosure *closure)
{
  Sheet *sheet = data;

  g_object_unref (sheet->texture);
  g_free (sheet->caption);
  g_free (sheet);
}

static cairo_surface_t *
surface_of (GdkTexture *texture)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, gdk_texture_get_width (texture), gdk_texture_get_height (texture));

  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* The height that the caption takes. */
static double
draw_caption (cairo_t *cr, GtkPrintContext *context, const Sheet *sheet)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans");
  double width = gtk_print_context_get_width (context);
  int height;

  pango_font_description_set_size (font, (int) (CAPTION_PT * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, sheet->caption, -1);
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (cr, 0, gtk_print_context_get_height (context) - (double) height / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  return (double) height / PANGO_SCALE;
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Sheet *sheet)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double room = gtk_print_context_get_height (context) - GAP_PT - draw_caption (cr, context, sheet);
  double width = gtk_print_context_get_width (context);
  double scale = MIN (width / gdk_texture_get_width (sheet->texture),
                      room / gdk_texture_get_height (sheet->texture));
  cairo_surface_t *surface = surface_of (sheet->texture);

  cairo_translate (cr, (width - scale * gdk_texture_get_width (sheet->texture)) / 2, 0);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
}

/* path: of a PDF; NULL: the print dialog. */
void
hf_main_window_print (HfMainWindow *self, const char *path)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = hf_main_window_capture (self);
  Sheet *sheet;

  if (!texture) {
    error = g_error_new (HF_ERROR, HF_CODE_IO, _ ("There is no picture to print yet"));
    hf_session_set_message (self->session, error);
    return;
  }
  sheet = g_new (Sheet, 1);
  sheet->texture = texture;
  sheet->caption = g_strdup_printf (_ ("%s. Hounsfield %s, not for diagnosis."),
                                    gtk_label_get_text (self->title), HF_VERSION);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, "Hounsfield");
  if (path)
    gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet, sheet_free, 0);
  gtk_print_operation_run (
      operation, path ? GTK_PRINT_OPERATION_ACTION_EXPORT : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
      GTK_WINDOW (self), &error);
  if (error)
    hf_session_set_message_about (self->session, error, path);
}
