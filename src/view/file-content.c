/* The offer is a list of one file, in every form that GDK knows (addresses, the portal's key for a sandbox). Who takes it copies
   the file when it likes: it stays until the program ends, in a folder that only its user can read. */
#include "view/file-content.h"

#include <errno.h>
#include <glib/gstdio.h>

struct _HfFileContent {
  GdkContentProvider parent;
  char *name;
  HfFileWrite write;
  gpointer data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (HfFileContent, hf_file_content, GDK_TYPE_CONTENT_PROVIDER)

/* One way of handing it out. */
typedef struct {
  char *mime;
  GOutputStream *stream; /* owned */
  int priority;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->mime);
  g_object_unref (request->stream);
  g_free (request);
}

static GdkContentFormats *
hf_file_content_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));
}

static void
remove_cb (GApplication *application, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HfFileContent *self = source;
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "hounsfield-XXXXXX", NULL);
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (!g_mkdtemp (folder)) {
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
                             g_strerror (errno));
    return;
  }
  path = g_build_filename (folder, self->name, NULL);
  if (self->write (path, self->data, &error))
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
  else
    g_task_return_error (task, error);
}

static void
serialized_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Request *request = g_task_get_task_data (task);
  GApplication *application = g_application_get_default ();
  GError *error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GFile) file = NULL;
  GSList list = { NULL, NULL };

  if (!path) {
    g_task_return_error (task, error);
    return;
  }
  if (application)
    g_signal_connect_data (application, "shutdown", G_CALLBACK (remove_cb), g_strdup (path),
                           (GClosureNotify) (GCallback) g_free, 0);
  file = g_file_new_for_path (path);
  list.data = file;
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &list); /* copied */
  gdk_content_serialize_async (request->stream, request->mime, &value, request->priority,
                               g_task_get_cancellable (task), serialized_cb, g_object_ref (task));
}

static void
hf_file_content_write_mime_type_async (GdkContentProvider *provider,
                                       const char *mime,
                                       GOutputStream *stream,
                                       int priority,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  GTask *task = g_task_new (provider, cancellable, callback, data);
  g_autoptr (GTask) writing = g_task_new (provider, cancellable, written_cb, task);
  Request *request = g_new (Request, 1);

  *request = (Request){ g_strdup (mime), g_object_ref (stream), priority };
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (writing, write_in_thread);
}

static gboolean
hf_file_content_write_mime_type_finish (GdkContentProvider *provider,
                                        GAsyncResult *result,
                                        GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hf_file_content_finalize (GObject *object)
{
  HfFileContent *self = HF_FILE_CONTENT (object);

  self->destroy (self->data);
  g_free (self->name);
  G_OBJECT_CLASS (hf_file_content_parent_class)->finalize (object);
}

static void
hf_file_content_class_init (HfFileContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_file_content_finalize;
  provider_class->ref_formats = hf_file_content_ref_formats;
  provider_class->write_mime_type_async = hf_file_content_write_mime_type_async;
  provider_class->write_mime_type_finish = hf_file_content_write_mime_type_finish;
}

static void
hf_file_content_init (HfFileContent *self)
{
}

GdkContentProvider *
hf_file_content_new (const char *name, HfFileWrite write, gpointer data, GDestroyNotify destroy)
{
  HfFileContent *self = g_object_new (HF_TYPE_FILE_CONTENT, NULL);

  self->name = g_strdup (name);
  self->write = write;
  self->data = data;
  self->destroy = destroy;
  return GDK_CONTENT_PROVIDER (self);
}
