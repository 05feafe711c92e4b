/* A drag source, and what it offers. */
#include "view/drag-out.h"

#include "view/accessible.h"
#include "view/file-content.h"

typedef struct {
  HfDragOutFunc func;
  gpointer data; /* borrowed: the widget that the handle is of */
} Source;

static GdkContentProvider *
prepare_cb (GtkDragSource *drag, double x, double y, Source *source)
{
  return source->func (source->data);
}

static void
free_source (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
hf_drag_out_add (GtkWidget *handle, HfDragOutFunc func, gpointer data)
{
  GtkDragSource *drag = gtk_drag_source_new ();
  Source *source = g_new (Source, 1);

  *source = (Source){ func, data };
  g_signal_connect_data (drag, "prepare", G_CALLBACK (prepare_cb), source, free_source, 0);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (handle, "grab");
  hf_accessible_name (handle, gtk_widget_get_tooltip_text (handle));
}

static gboolean
write_picture (const char *path, gpointer data, GError **error)
{
  gsize size;
  const void *png = g_bytes_get_data (data, &size);

  return g_file_set_contents (path, png, (gssize) size, error);
}

GdkContentProvider *
hf_drag_out_picture (GdkTexture *texture, const char *name)
{
  GBytes *png = gdk_texture_save_to_png_bytes (texture);
  GdkContentProvider *both[] = { gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture),
                                 hf_file_content_new (name, write_picture, png,
                                                      (GDestroyNotify) g_bytes_unref) };

  return gdk_content_provider_new_union (both, G_N_ELEMENTS (both));
}

typedef struct {
  HfMesh *mesh; /* owned */
  HfMeshFrame frame;
} MeshFile;

static gboolean
write_mesh (const char *path, gpointer data, GError **error)
{
  const MeshFile *file = data;

  return hf_mesh_write (path, file->mesh, file->frame, FALSE, NULL, error);
}

static void
free_mesh_file (gpointer data)
{
  MeshFile *file = data;

  hf_mesh_unref (file->mesh);
  g_free (file);
}

GdkContentProvider *
hf_drag_out_mesh (HfMesh *mesh, HfMeshFrame frame, const char *name)
{
  MeshFile *file = g_new (MeshFile, 1);

  *file = (MeshFile){ hf_mesh_ref (mesh), frame };
  return hf_file_content_new (name, write_mesh, file, free_mesh_file);
}
