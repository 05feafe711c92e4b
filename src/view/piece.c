/* Two clips that differ are not looked into: GTK paints what either showed. So the clip of a piece
   reaches some px further to the left, where nothing is, after each change. Clips are made here as
   nodes: gtk_snapshot_push_clip leaves out those that cut nothing off. */
#include "view/piece.h"

#define FURTHEST 256 /* px */

struct _HfPiece {
  GtkBox parent_instance;
  guint serial;
};

G_DEFINE_FINAL_TYPE (HfPiece, hf_piece, GTK_TYPE_BOX)

graphene_rect_t
hf_piece_area (int width, int height, guint serial)
{
  float further = serial % FURTHEST;

  return GRAPHENE_RECT_INIT (-further, 0, (float) width + further, (float) height);
}

void
hf_piece_append (GtkSnapshot *snapshot, GtkSnapshot *piece, const graphene_rect_t *area)
{
  g_autoptr (GskRenderNode) inside = gtk_snapshot_free_to_node (piece);
  g_autoptr (GskRenderNode) clip = inside ? gsk_clip_node_new (inside, area) : NULL;

  if (clip)
    gtk_snapshot_append_node (snapshot, clip);
}

void
hf_piece_touch (HfPiece *self)
{
  self->serial++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hf_piece_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GtkSnapshot *piece = gtk_snapshot_new ();
  graphene_rect_t area = hf_piece_area (gtk_widget_get_width (widget),
                                        gtk_widget_get_height (widget), HF_PIECE (widget)->serial);

  GTK_WIDGET_CLASS (hf_piece_parent_class)->snapshot (widget, piece);
  hf_piece_append (snapshot, piece, &area);
}

static void
hf_piece_class_init (HfPieceClass *class)
{
  GTK_WIDGET_CLASS (class)->snapshot = hf_piece_snapshot;
}

static void
hf_piece_init (HfPiece *self)
{
}
