/* The model of a 3MF file as it stands in its XML: objects, their parts, and what is to be built. */
#pragma once

#include "files/mesh-read-private.h"
#include "files/zip.h"

G_BEGIN_DECLS

/* One object put somewhere: a component of another object, or an item of the build. */
typedef struct {
  guint32 object;    /* its id */
  double matrix[12]; /* (x y z 1) times its 4 rows of 3 is the place in what it is put into */
} Hf3mfUse;

typedef struct {
  guint32 id;
  guint first_point, n_points;
  guint first_triangle, n_triangles;
  guint first_use, n_uses; /* its components */
  gboolean is_open;        /* it is being put together: an object in itself is noticed by it */
} Hf3mfObject;

typedef struct {
  double unit_mm;
  gboolean is_ras;
  GArray *points;    /* of 3 float, in units, of all objects */
  GArray *triangles; /* of 3 guint32, numbers of points of their object, all of them there */
  GArray *uses;      /* of Hf3mfUse, of all objects */
  GArray *objects;   /* of Hf3mfObject */
  GArray *items;     /* of Hf3mfUse */
  GHashTable *by_id; /* GUINT_TO_POINTER of an id -> of a place in objects + 1 */
} Hf3mfModel;

void hf_3mf_model_init (Hf3mfModel *self);
void hf_3mf_model_clear (Hf3mfModel *self);
/* The name of the model's part in the package, as _rels/.rels has it; free it. */
char *hf_3mf_find_model (const HfZip *zip, GError **error);
gboolean hf_3mf_model_read (Hf3mfModel *self,
                            const HfMeshReader *reader,
                            const HfZip *zip,
                            const HfZipMember *member,
                            GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hf3mfModel, hf_3mf_model_clear)

G_END_DECLS
