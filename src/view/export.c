/* Every export is a job with its own references: what is open may change meanwhile. */
#include "view/export.h"

#include "files/formats.h"
#include "files/mesh-read.h"
#include "files/npy.h"
#include "view/save-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct _Job Job;
struct _Job {
  gboolean (*write) (const Job *job, GError **error);
  char *path;
  HfVolume *volume;
  HfMask *mask; /* nullable */
  HfMesh *mesh; /* nullable */
  HfMeshFrame frame;
  gboolean with_patient; /* names and dates go into the file */
};

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_clear_pointer (&job->volume, hf_volume_unref);
  g_clear_pointer (&job->mask, hf_mask_unref);
  g_clear_pointer (&job->mesh, hf_mesh_unref);
  g_free (job);
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;

  if (job->write (job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
job_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    hf_session_set_saved (HF_SESSION (source), job->path);
  else
    hf_session_set_message_about (HF_SESSION (source), error, job->path);
}

static void
job_start (HfSession *session, Job *job)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, job_done_cb, NULL);

  job->volume = hf_session_volume (session) ? hf_volume_ref (hf_session_volume (session)) : NULL;
  job->with_patient = !hf_session_privacy (session);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_thread);
}

static gboolean
write_volume (const Job *job, GError **error)
{
  return hf_format_write (job->path, job->volume, job->with_patient, NULL, error);
}

static gboolean
write_mask (const Job *job, GError **error)
{
  return hf_npy_write_mask (job->path, job->mask, job->volume, NULL, error);
}

static gboolean
write_mesh (const Job *job, GError **error)
{
  return hf_mesh_write (job->path, job->mesh, job->frame, TRUE, NULL, error);
}

void
hf_export_volume_to (HfSession *session, const char *path)
{
  Job *job;

  if (!hf_session_volume (session))
    return;
  job = g_new0 (Job, 1);
  job->write = write_volume;
  job->path = g_strdup (path);
  job_start (session, job);
}

void
hf_export_mask_to (HfSession *session, const char *path)
{
  Job *job;

  if (!hf_session_volume (session) || !hf_session_mask (session))
    return;
  job = g_new0 (Job, 1);
  job->write = write_mask;
  job->path = g_strdup (path);
  job->mask = hf_mask_ref (hf_session_mask (session));
  job_start (session, job);
}

static void
volume_chosen_cb (const char *path, gpointer session)
{
  hf_export_volume_to (session, path);
}

static void
mask_chosen_cb (const char *path, gpointer session)
{
  hf_export_mask_to (session, path);
}

void
hf_export_volume (GtkWidget *parent, HfSession *session)
{
  hf_save_dialog (parent, _ ("Save the volume"), "volume.npy",
                  _ ("By its ending: .npy .nii .nii.gz .nrrd|*.npy;*.nii;*.nii.gz;*.nrrd"),
                  volume_chosen_cb, g_object_ref (session), g_object_unref);
}

void
hf_export_mask (GtkWidget *parent, HfSession *session)
{
  hf_save_dialog (parent, _ ("Save the mask"), "mask.npy", _ ("NumPy array|*.npy"), mask_chosen_cb,
                  g_object_ref (session), g_object_unref);
}

/* "Level 350 HU"; of a file what stands before its ending: "skull", where names may be read. */
static char *
name_of (HfSession *session, const HfKeptSurface *surface)
{
  const char *ending = hf_mesh_can_read (surface->name) ? strrchr (surface->name, '.') : NULL;

  if (ending && hf_session_privacy (session))
    return g_strdup ("surface");
  return ending ? g_strndup (surface->name, (gsize) (ending - surface->name))
                : g_strdup (surface->name);
}

HfMesh *
hf_export_certified (HfSession *session, char **name)
{
  const HfKeptSurface *alone = hf_session_alone (session);
  HfMesh *live = hf_session_surface (session);

  if (live && hf_session_surface_is_coarse (session))
    live = NULL;
  if (name)
    *name = alone ? name_of (session, alone) : g_strdup ("surface");
  return alone ? alone->mesh : live;
}

/* The surface as it was when its dialog was opened. */
typedef struct {
  HfSession *session;
  HfMesh *mesh;
  HfMeshFrame frame;
} MeshRequest;

static void
mesh_request_free (gpointer data)
{
  MeshRequest *request = data;

  g_object_unref (request->session);
  hf_mesh_unref (request->mesh);
  g_free (request);
}

static void
mesh_chosen_cb (const char *path, gpointer data)
{
  const MeshRequest *request = data;
  Job *job = g_new0 (Job, 1);

  job->write = write_mesh;
  job->path = g_strdup (path);
  job->mesh = hf_mesh_ref (request->mesh);
  job->frame = request->frame;
  job_start (request->session, job);
}

static void
export_mesh (
    GtkWidget *parent, HfSession *session, HfMesh *mesh, const char *name, HfMeshFrame frame)
{
  g_autofree char *file = g_strconcat (name, ".stl", NULL);
  MeshRequest *request = g_new (MeshRequest, 1);

  *request = (MeshRequest){ g_object_ref (session), hf_mesh_ref (mesh), frame };
  hf_save_dialog (parent, _ ("Export the surface"), file,
                  _ ("By its ending: .stl .ply .obj .glb .3mf|*.stl;*.ply;*.obj;*.glb;*.3mf"),
                  mesh_chosen_cb, request, mesh_request_free);
}

void
hf_export_surface (GtkWidget *parent, HfSession *session, HfMeshFrame frame)
{
  g_autofree char *name = NULL;
  HfMesh *mesh = hf_export_certified (session, &name);

  if (mesh)
    export_mesh (parent, session, mesh, name, frame);
}

void
hf_export_kept (GtkWidget *parent, HfSession *session, guint index, HfMeshFrame frame)
{
  const HfKeptSurface *surface = g_ptr_array_index (hf_session_kept_surfaces (session), index);
  g_autofree char *name = name_of (session, surface);

  export_mesh (parent, session, surface->mesh, name, frame);
}

void
hf_export_surface_to (HfSession *session, const char *path, HfMeshFrame frame)
{
  const MeshRequest request = { session, hf_export_certified (session, NULL), frame };

  if (request.mesh)
    mesh_chosen_cb (path, (gpointer) &request);
}
