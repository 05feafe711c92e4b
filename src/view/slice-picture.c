/* Reslice, colors, mask and hatching into a pooled buffer, and that into a texture. */
#include "view/slice-picture.h"

#include "view/picture-node.h"
#include "view/slice-layers.h"

#include <math.h>
#include <string.h>

/* Textures can outlive the picture (the renderer holds them), so the pool is counted. */
typedef struct {
  GMutex lock;
  GPtrArray *free; /* of buffers, all of the same size */
  gsize size;      /* bytes */
} Pool;

typedef struct {
  Pool *pool;
  gpointer data;
  gsize size;
} Lease;

struct _HfSlicePicture {
  HfPictureInput input; /* what the pixels show; holds references */
  HfView part;          /* of input's view: without what lies beside the volume */
  int x, y;             /* where it begins, device px */
  GBytes *pixels;       /* opaque BGRA */
  GskRenderNode *node;  /* of the pixels; nullable */
  gint16 *values;       /* voxels of the picture before colors: kept for another window */
  gsize n_values;       /* room */
  guint n_made;
  Pool *pool;
};

static void
pool_clear (gpointer data)
{
  Pool *pool = data;

  g_ptr_array_unref (pool->free);
  g_mutex_clear (&pool->lock);
}

static Pool *
pool_new (void)
{
  Pool *pool = g_atomic_rc_box_new0 (Pool);

  g_mutex_init (&pool->lock);
  pool->free = g_ptr_array_new_with_free_func (g_free);
  return pool;
}

static gpointer
pool_take (Pool *pool, gsize size)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&pool->lock);

  if (pool->size != size) {
    g_ptr_array_set_size (pool->free, 0);
    pool->size = size;
  }
  if (pool->free->len)
    return g_ptr_array_steal_index_fast (pool->free, pool->free->len - 1);
  return g_malloc (size);
}

static void
lease_free (gpointer data)
{
  Lease *lease = data;
  Pool *pool = lease->pool;

  g_mutex_lock (&pool->lock);
  if (pool->size == lease->size && pool->free->len < 3)
    g_ptr_array_add (pool->free, lease->data);
  else
    g_free (lease->data);
  g_mutex_unlock (&pool->lock);
  g_atomic_rc_box_release_full (pool, pool_clear);
  g_free (lease);
}

HfSlicePicture *
hf_slice_picture_new (void)
{
  HfSlicePicture *self = g_new0 (HfSlicePicture, 1);

  self->pool = pool_new ();
  return self;
}

static void
forget (HfSlicePicture *self)
{
  g_clear_pointer (&self->input.volume, hf_volume_unref);
  g_clear_pointer (&self->input.display, hf_display_unref);
  g_clear_pointer (&self->input.mask, hf_mask_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->pixels, g_bytes_unref);
}

void
hf_slice_picture_free (HfSlicePicture *self)
{
  forget (self);
  g_free (self->values);
  g_atomic_rc_box_release_full (self->pool, pool_clear);
  g_free (self);
}

guint
hf_slice_picture_n_made (HfSlicePicture *self)
{
  return self->n_made;
}

static gboolean
same_view (const HfView *a, const HfView *b)
{
  if (a->width != b->width || a->height != b->height)
    return FALSE;
  for (int n = 0; n < 3; n++)
    if (fabs (a->origin[n] - b->origin[n]) > 1e-6 || fabs (a->right[n] - b->right[n]) > 1e-9 ||
        fabs (a->down[n] - b->down[n]) > 1e-9)
      return FALSE;
  return TRUE;
}

static gboolean
same_values (const HfPictureInput *a, const HfPictureInput *b)
{
  return a->volume == b->volume && a->revision == b->revision &&
         a->options.interpolation == b->options.interpolation &&
         a->options.slab_mm == b->options.slab_mm && a->options.slab_mode == b->options.slab_mode &&
         same_view (&a->view, &b->view);
}

static gboolean
same_input (const HfPictureInput *a, const HfPictureInput *b)
{
  return same_values (a, b) && a->display == b->display && a->mask == b->mask &&
         a->has_highlight == b->has_highlight &&
         (!a->has_highlight ||
          (a->highlight[0] == b->highlight[0] && a->highlight[1] == b->highlight[1])) &&
         a->mask_opacity == b->mask_opacity;
}

static void
read_values (HfSlicePicture *self, const HfPictureInput *input, HfImage *image)
{
  gsize n = (gsize) image->width * image->height;

  if (self->n_values < n) {
    g_free (self->values);
    self->values = g_new (gint16, n);
    self->n_values = n;
  }
  image->pixels = self->values;
  hf_reslice (input->volume, &self->part, &input->options, image);
}

static GBytes *
make (HfSlicePicture *self, const HfPictureInput *input, gboolean same_values)
{
  const HfView *view = &self->part;
  int width = view->width, height = view->height;
  gsize stride = (gsize) width * 4;
  gsize room =
      (gsize) input->view.width * input->view.height * 4; /* the part changes with zoom and pan */
  HfImage image = { .pixels = self->values, .width = width, .height = height };
  guint32 *bgra;
  Lease *lease;

  if (!same_values)
    read_values (self, input, &image);
  bgra = pool_take (self->pool, room);
  hf_display_map (input->display, &image, bgra, stride);
  if (input->mask)
    hf_layer_mask (input->volume, input->mask, view, input->mask_opacity, bgra);
  if (input->has_highlight)
    hf_layer_highlight (input->volume, view, input->highlight[0], input->highlight[1], self->values,
                        bgra);
  hf_layer_hatch (input->volume, view, bgra);

  lease = g_new (Lease, 1);
  *lease = (Lease){ g_atomic_rc_box_acquire (self->pool), bgra, room };
  self->n_made++;
  return g_bytes_new_with_free_func (bgra, stride * height, lease_free, lease);
}

void
hf_slice_picture_update (HfSlicePicture *self, const HfPictureInput *input)
{
  /* the highlight reads its own values into the same memory */
  gboolean keep = self->pixels && !self->input.has_highlight && same_values (&self->input, input);

  g_return_if_fail (input->view.width > 0 && input->view.height > 0);

  if (self->pixels && same_input (&self->input, input))
    return;
  forget (self);
  self->input = *input;
  hf_volume_ref (self->input.volume);
  hf_display_ref (self->input.display);
  if (self->input.mask)
    hf_mask_ref (self->input.mask);
  if (!keep) { /* the part that the values are of */
    self->part = input->view;
    hf_view_trim (hf_volume_geometry (input->volume), &self->part, &self->x, &self->y);
  }
  self->pixels = make (self, input, keep);
}

/* What can show something, and black beside it. */
static GskRenderNode *
node_new (HfSlicePicture *self, GtkWidget *widget, float width, float height)
{
  const HfView *view = &self->input.view, *part = &self->part;
  const float scale_x = width / view->width, scale_y = height / view->height;
  const graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, width, height);
  const graphene_rect_t inside = GRAPHENE_RECT_INIT (self->x * scale_x, self->y * scale_y,
                                                     part->width * scale_x, part->height * scale_y);
  g_autoptr (GskRenderNode) picture = hf_picture_node_new (self->pixels, part->width, part->height,
                                                           &inside, HF_PIXELS_OPAQUE, widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  hf_picture_append_border (snapshot, &all, &inside);
  gtk_snapshot_append_node (snapshot, picture);
  return gtk_snapshot_free_to_node (snapshot);
}

GskRenderNode *
hf_slice_picture_node (HfSlicePicture *self, GtkWidget *widget, double width, double height)
{
  g_return_val_if_fail (self->pixels != NULL, NULL);
  if (!self->node)
    self->node = node_new (self, widget, (float) width, (float) height);
  return self->node;
}
