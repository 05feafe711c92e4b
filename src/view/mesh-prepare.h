/* What the mesh view needs of a mesh beside the mesh: a proxy for turning in software and a picker.
   And pictures of the slices for the room. Both are made in threads (HfLatest). */
#pragma once

#include "gl/scene.h"
#include "mesh/pick.h"
#include "session/latest.h"
#include "session/session.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  HfMesh *mesh;
  HfMesh *proxy;    /* nullable */
  HfMesh *drawn;    /* nullable: of a file, with its sharp edges */
  HfPicker *picker; /* nullable: of a coarse mesh, which is replaced soon */
} HfPreparedMesh;

void hf_prepared_mesh_unref (gpointer self);
HfPreparedMesh *hf_prepared_find (GPtrArray *prepared, HfMesh *mesh); /* NULL: not there */
/* Results of the job are GPtrArrays of HfPreparedMesh. */
HfLatest *hf_prepare_new (HfLatestDone done, gpointer data);
/* meshes: of HfMesh (transfer full), the first n_coarse of them without picker, the first n_smooth are
 * surfaces of volumes, the others of files; known: what was prepared before, nullable. */
void hf_prepare_push (HfLatest *job,
                      GPtrArray *meshes,
                      guint n_coarse,
                      guint n_smooth,
                      gboolean proxies,
                      GPtrArray *known);

/* Results are arrays of HF_N_PLANES HfScenePlane; free with hf_slices_free. */
HfLatest *hf_slices_new (HfLatestDone done, gpointer data);
void hf_slices_push (HfLatest *job, HfSession *session);
void hf_slices_free (gpointer planes);

G_END_DECLS
