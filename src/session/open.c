/* Thread jobs over HfSource, which sees to it that one at a time reads from its files: a folder that
   hangs keeps nothing waiting but what is wanted of itself. */
#include "session/open.h"

#include "core/error.h"
#include "files/mesh-read.h"

#include <string.h>

typedef struct {
  gatomicrefcount refs;
  HfOpeningFuncs funcs;
  gpointer data;
  gboolean wanted; /* main context: FALSE after cancel */
  HfProgress progress;
  char *path; /* scan */
  gboolean is_spaced;
  double spacing[3]; /* mm; where it is_spaced */
  HfSource *source;  /* load */
  int series;
  HfVolume *volume;
  GPtrArray *warnings; /* of HfWarning, set by the thread before it ends */
  gboolean is_clipped; /* likewise; range: of the values that were kept */
  double range[2];
  gint n_done; /* atomic */
  gint told;   /* atomic boolean: an idle is on its way */
} Job;

struct _HfOpening {
  Job *job;
};

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->refs))
    return;
  g_free (job->path);
  g_clear_pointer (&job->source, hf_source_unref);
  g_clear_pointer (&job->volume, hf_volume_unref);
  g_clear_pointer (&job->warnings, g_ptr_array_unref);
  g_free (job);
}

static Job *
job_new (const HfOpeningFuncs *funcs, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_init (&job->refs);
  job->funcs = *funcs;
  job->data = data;
  job->wanted = TRUE;
  return job;
}

/* Starts the job in a thread; the job lives until both the thread and the opening let go of it. */
static HfOpening *
start (Job *job, GTaskThreadFunc run, GAsyncReadyCallback done)
{
  HfOpening *self = g_new0 (HfOpening, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done, NULL);

  self->job = job;
  g_atomic_ref_count_inc (&job->refs);
  g_task_set_task_data (task, job, job_unref);
  g_task_run_in_thread (task, run);
  return self;
}

static void
scan_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  HfSource *source = hf_source_open_spaced (job->path, job->is_spaced ? job->spacing : NULL,
                                            &job->progress, &error);

  if (source)
    g_task_return_pointer (task, source, (GDestroyNotify) hf_source_unref);
  else
    g_task_return_error (task, error);
}

static void
scan_done_cb (GObject *object, GAsyncResult *result, gpointer unused)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (HfSource) source = g_task_propagate_pointer (G_TASK (result), &error);

  if (job->wanted)
    job->funcs.scanned (source, error, job->data);
}

HfOpening *
hf_opening_scan (const char *path,
                 const double *spacing,
                 const HfOpeningFuncs *funcs,
                 gpointer data)
{
  Job *job = job_new (funcs, data);

  job->path = g_strdup (path);
  if (spacing) {
    job->is_spaced = TRUE;
    memcpy (job->spacing, spacing, sizeof job->spacing);
  }
  return start (job, scan_in_thread, scan_done_cb);
}

static gboolean
tell_slices_cb (gpointer data)
{
  Job *job = data;

  g_atomic_int_set (&job->told, FALSE);
  if (job->wanted)
    job->funcs.slices (g_atomic_int_get (&job->n_done), job->data);
  return G_SOURCE_REMOVE;
}

/* In the loading thread. However fast slices come, one idle at a time tells of them. */
static void
slice_done_cb (int k, HfSliceStatus status, gpointer data)
{
  Job *job = data;

  g_atomic_int_inc (&job->n_done);
  if (!g_atomic_int_compare_and_exchange (&job->told, FALSE, TRUE))
    return;
  g_atomic_ref_count_inc (&job->refs);
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_slices_cb, job, job_unref);
}

static void
load_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  int middle = hf_volume_size (job->volume)[2] / 2;

  if (hf_source_load (job->source, job->series, job->volume, middle, slice_done_cb, job,
                      &job->progress, &job->warnings, &error)) {
    job->is_clipped =
        hf_source_measure (job->source, job->series, job->volume, job->warnings, job->range);
    g_task_return_boolean (task, TRUE);
  } else
    g_task_return_error (task, error);
}

static void
load_done_cb (GObject *object, GAsyncResult *result, gpointer unused)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (!job->wanted)
    return;
  job->funcs.slices (g_atomic_int_get (&job->n_done), job->data);
  job->funcs.loaded (job->warnings, job->is_clipped ? job->range : NULL, error, job->data);
}

HfOpening *
hf_opening_load (
    HfSource *source, int series, HfVolume *volume, const HfOpeningFuncs *funcs, gpointer data)
{
  Job *job = job_new (funcs, data);

  job->source = hf_source_ref (source);
  job->series = series;
  job->volume = hf_volume_ref (volume);
  return start (job, load_in_thread, load_done_cb);
}

void
hf_opening_cancel (HfOpening *self)
{
  hf_progress_cancel (&self->job->progress);
  hf_opening_free (self);
}

void
hf_opening_free (HfOpening *self)
{
  self->job->wanted = FALSE;
  job_unref (self->job);
  g_free (self);
}

char *
hf_opening_unanswered (HfOpening *self, guint seconds)
{
  return hf_progress_unanswered (&self->job->progress, seconds);
}

typedef struct {
  HfSource *source;
  int series;
  int k;
  guint32 file; /* tags */
} SliceJob;

static void
slice_job_free (gpointer data)
{
  SliceJob *job = data;

  hf_source_unref (job->source);
  g_free (job);
}

/* Starts a job on a source. */
static void
start_slice_job (const SliceJob *values,
                 GTaskThreadFunc run,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  SliceJob *job = g_memdup2 (values, sizeof *values);

  hf_source_ref (job->source);
  g_task_set_task_data (task, job, slice_job_free);
  g_task_run_in_thread (task, run);
}

static void
slice_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  SliceJob *job = task_data;
  GError *error = NULL;
  HfVolume *volume = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    volume = hf_source_load_slice (job->source, job->series, job->k, &error);
  if (volume)
    g_task_return_pointer (task, volume, (GDestroyNotify) hf_volume_unref);
  else
    g_task_return_error (task, error);
}

void
hf_opening_slice_async (HfSource *source,
                        int series,
                        int k,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  const SliceJob job = { .source = source, .series = series, .k = k };

  start_slice_job (&job, slice_in_thread, cancellable, callback, data);
}

HfVolume *
hf_opening_slice_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
tags_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  SliceJob *job = task_data;
  GError *error = NULL;
  GPtrArray *tags;

  tags = hf_source_tags (job->source, job->file, &error);
  if (tags)
    g_task_return_pointer (task, tags, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
hf_opening_tags_async (HfSource *source,
                       guint32 file,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  const SliceJob job = { .source = source, .file = file };

  start_slice_job (&job, tags_in_thread, cancellable, callback, data);
}

GPtrArray *
hf_opening_tags_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  HfMesh *mesh;
  HfMeshReport report;
} ReadMesh;

static void
read_mesh_free (gpointer data)
{
  hf_mesh_unref (((ReadMesh *) data)->mesh);
  g_free (data);
}

static void
mesh_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  HfMesh *mesh = NULL;
  ReadMesh *read;

  if (g_file_test (task_data, G_FILE_TEST_IS_DIR))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "a folder");
  else
    mesh = hf_mesh_read (task_data, &error);
  if (!mesh) {
    g_task_return_error (task, error);
    return;
  }
  read = g_new0 (ReadMesh, 1);
  read->mesh = mesh;
  if (!g_cancellable_is_cancelled (cancellable))
    hf_mesh_report (mesh, &read->report);
  g_task_return_pointer (task, read, read_mesh_free);
}

void
hf_opening_mesh_async (const char *path,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_check_cancellable (task, TRUE);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, mesh_in_thread);
}

HfMesh *
hf_opening_mesh_finish (GAsyncResult *result, HfMeshReport *report, GError **error)
{
  ReadMesh *read = g_task_propagate_pointer (G_TASK (result), error);
  HfMesh *mesh;

  if (!read)
    return NULL;
  *report = read->report;
  mesh = hf_mesh_ref (read->mesh);
  read_mesh_free (read);
  return mesh;
}
