/* Pictures of what is seen: a view to the clipboard or to a file, the window to a file. */
#include "app/main-window-private.h"

#include "core/error.h"

#include <glib/gi18n.h>

/* Any widget, as it was painted last, pixel for pixel: a window's picture is larger than the window
   by its shadow. NULL where nothing was. */
static GdkTexture *
capture_widget (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  int scale = gtk_widget_get_scale_factor (widget);

  gtk_snapshot_scale (snapshot, scale, scale);
  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot),
                          gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_to_node (snapshot);
  return node && renderer ? gsk_renderer_render_texture (renderer, node, NULL) : NULL;
}

/* Of the active pane; NULL where nothing was painted yet. */
GdkTexture *
hf_main_window_capture (HfMainWindow *self)
{
  if (hf_pane_grid_active (self->grid) == HF_PANE_SURFACE && self->surface_pane)
    return capture_widget (self->surface_pane);
  return hf_slice_view_capture (hf_main_window_active_view (self));
}

static gboolean
save (HfMainWindow *self, GdkTexture *texture, const char *path)
{
  g_autoptr (GBytes) png = texture ? gdk_texture_save_to_png_bytes (texture) : NULL;
  g_autoptr (GError) error = NULL;

  if (png)
    g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), &error);
  else
    error = g_error_new (HF_ERROR, HF_CODE_IO, _ ("There is no picture to save yet"));
  if (error) {
    g_prefix_error (&error, "%s: ", path);
    hf_session_set_message_about (self->session, error, path);
  }
  return error == NULL;
}

void
hf_main_window_copy_view (HfMainWindow *self)
{
  g_autoptr (GdkTexture) texture = hf_main_window_capture (self);

  if (texture)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
}

static void
save_chosen_cb (GtkNativeDialog *dialog, int response, HfMainWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = file ? g_file_get_path (file) : NULL;
    g_autoptr (GdkTexture) texture = hf_main_window_capture (self);

    if (path && save (self, texture, path))
      hf_session_set_saved (self->session, path);
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
hf_main_window_save_view (HfMainWindow *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save the view as an image"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "hounsfield.png");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- the window --- */

typedef struct {
  HfMainWindow *window;
  GdkFrameClock *clock;
  gulong handler;
  char *path;
  int frames;
} Shot;

/* While a layout is pending there is nothing to take; after two frames there is. */
static void
after_paint_cb (GdkFrameClock *clock, Shot *shot)
{
  HfMainWindow *self = shot->window;
  g_autoptr (GdkTexture) texture = NULL;

  if (++shot->frames < 2) {
    gtk_widget_queue_draw (GTK_WIDGET (self));
    return;
  }
  g_signal_handler_disconnect (clock, shot->handler);
  texture = capture_widget (GTK_WIDGET (self));
  save (self, texture, shot->path);
  g_object_unref (shot->window);
  g_object_unref (shot->clock);
  g_free (shot->path);
  g_free (shot);
}

void
hf_main_window_screenshot (HfMainWindow *self, const char *path)
{
  Shot *shot;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  shot = g_new0 (Shot, 1);
  shot->window = g_object_ref (self);
  shot->clock = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  shot->path = g_strdup (path);
  shot->handler = g_signal_connect (shot->clock, "after-paint", G_CALLBACK (after_paint_cb), shot);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
