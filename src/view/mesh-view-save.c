/* Pictures of any size, drawn and written in a thread. */
#include "view/mesh-view-private.h"

#include "files/png.h"
#include "view/save-dialog.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define MOST_PX 8192 /* a side of a picture */

typedef struct {
  HfScene scene;
  char *path;
  int width, height;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  hf_scene_clear (&save->scene);
  g_free (save->path);
  g_free (save);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Save *save = data;
  GError *error = NULL;
  g_autofree guint8 *pixels = hf_scene_to_pixels (&save->scene, save->width, save->height, &error);

  if (!pixels) {
    g_task_return_error (task, error);
    return;
  }
  for (gsize n = 0; n < (gsize) save->width * save->height; n++) { /* PNG is not premultiplied */
    guint8 *p = pixels + 4 * n;

    for (int c = 0; c < 3 && p[3] > 0; c++)
      p[c] = (guint8) MIN (255, (p[c] * 255 + p[3] / 2) / p[3]);
  }
  if (hf_png_write (save->path, HF_PNG_RGBA, pixels, save->width, save->height,
                    (gsize) save->width * 4, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  const Save *save = g_task_get_task_data (G_TASK (result));
  HfSession *session = hf_panel_session (source);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (session && error)
    hf_session_set_message_about (session, error, save->path);
  else if (session)
    hf_session_set_saved (session, save->path);
}

/* In a saved picture the place of the crosshair is part of the scene. */
static void
set_cursor (HfMeshView *self, HfScene *scene)
{
  HfSession *session = hf_panel_session (self);
  double cursor[3];

  scene->show_cursor = session && hf_session_volume (session) && hf_session_crosshair (session);
  if (!scene->show_cursor)
    return;
  hf_session_cursor (session, cursor);
  for (int n = 0; n < 3; n++)
    scene->cursor[n] = (float) cursor[n];
}

void
hf_mesh_view_save (HfMeshView *self, const char *path, int width, int height, gboolean transparent)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, save_done_cb, NULL);
  const int shown = gtk_widget_get_height (self->area);
  Save *save = g_new (Save, 1);

  hf_scene_copy (&save->scene, &self->scene);
  set_cursor (self, &save->scene);
  save->scene.coarse = FALSE;
  save->scene.smooth = 2;
  save->scene.transparent = transparent;
  save->scene.scale = shown > 0 ? CLAMP ((double) height / shown, 0.5, 8) : 1;
  g_clear_pointer (&save->scene.order, g_bytes_unref);
  save->path = g_strdup (path);
  save->width = width;
  save->height = height;
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_thread);
}

/* What a dialog is open for. */
typedef struct {
  HfMeshView *view; /* owned */
  int width, height;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->view);
  g_free (request);
}

static void
save_chosen_cb (const char *path, gpointer data)
{
  const Request *request = data;

  hf_mesh_view_save (request->view, path, request->width, request->height,
                     !request->view->background);
}

/* size: "2", times what is shown, or "1920x1080", px */
static void
screenshot_action (GtkWidget *widget, const char *name, GVariant *size)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  Request *request = g_new (Request, 1);
  const int n =
      sscanf (g_variant_get_string (size, NULL), "%dx%d", &request->width, &request->height);

  if (n < 2) {
    const int times = n == 1 ? request->width : 1;

    request->width = times * gtk_widget_get_width (self->area);
    request->height = times * gtk_widget_get_height (self->area);
  }
  request->width = CLAMP (request->width, 1, MOST_PX);
  request->height = CLAMP (request->height, 1, MOST_PX);
  request->view = g_object_ref (self);
  hf_save_dialog (widget, _ ("Save the picture of the surface"), "surface.png",
                  _ ("PNG picture|*.png"), save_chosen_cb, request, request_free);
}

void
hf_mesh_view_class_init_save (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "mesh.screenshot", "s", screenshot_action);
}
