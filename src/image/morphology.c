/* Opening, erosion, closing and dilation, and the chain of them that the parameters describe.

   Equal to scipy.ndimage with border_value 0: the outside is empty in every erosion, that of a
   closing included; a cross of radius n is n iterations of the cross of radius 1; a ball is the
   structure of all voxels within the radius, once. A radius in mm always means a ball. */
#include "image/morphology.h"

#include "image/components.h"
#include "image/morphology-private.h"

/* An operation is up to two halves: erosion and dilation in its order. */
static guint
halves_of (HfOp op, gboolean grow[2])
{
  static const struct {
    guint n;
    gboolean grow[2];
  } table[HF_N_OPS] = {
    [HF_OP_OPEN] = { 2, { FALSE, TRUE } },
    [HF_OP_ERODE] = { 1, { FALSE } },
    [HF_OP_CLOSE] = { 2, { TRUE, FALSE } },
    [HF_OP_DILATE] = { 1, { TRUE } },
  };

  grow[0] = table[op].grow[0];
  grow[1] = table[op].grow[1];
  return table[op].n;
}

static gboolean
is_ball (const HfElementSpec *spec)
{
  return spec->radius_mm > 0 || spec->element == HF_ELEMENT_BALL;
}

static void
ball_radius (const HfElementSpec *spec, const double spacing[3], double radius[3])
{
  for (int a = 0; a < 3; a++)
    radius[a] = spec->radius_mm > 0 ? spec->radius_mm / spacing[a] : MAX (spec->radius, 0);
  if (spec->per_slice)
    radius[2] = 0;
}

static HfMask *
run_ball (const HfMask *mask,
          HfOp op,
          const HfElementSpec *spec,
          const double spacing[3],
          HfProgress *progress)
{
  g_autoptr (HfMask) result = NULL;
  const HfGeometry *geometry = spec->radius_mm > 0 && !spec->per_slice ? spec->geometry : NULL;
  double radius[3];
  gboolean grow[2];
  guint n = halves_of (op, grow);

  ball_radius (spec, spacing, radius);
  for (guint h = 0; h < n; h++) {
    HfMask *next = hf_ball_run (result ? result : mask, grow[h], radius, geometry, progress);

    g_clear_pointer (&result, hf_mask_unref);
    if (!next)
      return NULL;
    result = next;
  }
  return g_steal_pointer (&result);
}

/* A chain of crosses that is cut into runs of HF_CROSS_MAX_PASSES passes. */
typedef struct {
  HfCross run;
  int size[3];
  HfMask *begin; /* of this run; NULL: the threshold; owned */
  gboolean cancelled;
} Chain;

static void
chain_flush (Chain *chain)
{
  HfCross *run = &chain->run;

  if (!run->out[run->n_passes])
    run->out[run->n_passes] = hf_mask_new (chain->size);
  run->mask = chain->begin;
  if (!hf_cross_run (run, chain->size))
    chain->cancelled = TRUE;
  g_clear_pointer (&chain->begin, hf_mask_unref);
  chain->begin = g_steal_pointer (&run->out[run->n_passes]);
  for (guint p = 0; p < run->n_passes; p++)
    g_clear_pointer (&run->out[p], hf_mask_unref);
  run->n_passes = 0;
}

static void
chain_add (Chain *chain, HfOp op, int radius)
{
  gboolean grow[2];
  guint n = halves_of (op, grow);

  for (guint h = 0; h < n; h++)
    for (int r = 0; r < radius && !chain->cancelled; r++) {
      if (chain->run.n_passes == HF_CROSS_MAX_PASSES)
        chain_flush (chain);
      chain->run.grow[chain->run.n_passes++] = grow[h];
    }
}

/* The mask as it will be after the passes so far: filled at the next flush. */
static HfMask *
chain_stage (Chain *chain)
{
  HfMask **out = &chain->run.out[chain->run.n_passes];

  if (chain->run.n_passes == 0 && chain->begin)
    return hf_mask_ref (chain->begin);
  if (!*out)
    *out = hf_mask_new (chain->size);
  return hf_mask_ref (*out);
}

static HfMask *
chain_finish (Chain *chain)
{
  if (!chain->cancelled && (chain->run.n_passes > 0 || !chain->begin))
    chain_flush (chain);
  for (guint p = 0; p <= HF_CROSS_MAX_PASSES; p++)
    g_clear_pointer (&chain->run.out[p], hf_mask_unref); /* stages after it was cancelled */
  if (chain->cancelled)
    g_clear_pointer (&chain->begin, hf_mask_unref);
  return g_steal_pointer (&chain->begin);
}

static void
chain_init (Chain *chain, const int size[3], gboolean per_slice, HfProgress *progress)
{
  *chain = (Chain){ .size = { size[0], size[1], size[2] } };
  chain->run.per_slice = per_slice;
  chain->run.progress = progress;
}

/* NULL where it was cancelled; spacing in mm counts for a ball in mm only. */
HfMask *
hf_morphology (const HfMask *mask,
               HfOp op,
               const HfElementSpec *spec,
               const double spacing[3],
               HfProgress *progress)
{
  Chain chain;

  if (is_ball (spec))
    return run_ball (mask, op, spec, spacing, progress);
  chain_init (&chain, hf_mask_size (mask), spec->per_slice, progress);
  chain.begin = hf_mask_ref ((HfMask *) mask);
  chain_add (&chain, op, spec->radius);
  return chain_finish (&chain);
}

static HfElementSpec
spec_from_params (const HfParams *params)
{
  return (HfElementSpec){ (HfElement) params->value[HF_PARAM_ELEMENT],
                          (int) params->value[HF_PARAM_RADIUS], params->value[HF_PARAM_RADIUS_MM],
                          params->value[HF_PARAM_PER_SLICE] != 0, NULL };
}

static double
below_of (const HfParams *params)
{
  double below = params->value[HF_PARAM_BELOW];

  return below >= hf_param (HF_PARAM_BELOW)->max ? G_MAXDOUBLE : below;
}

/* The chain on a mask, one step after the other (a ball). Takes mask. */
static HfMask *
run_balls (HfMask *mask,
           const HfParams *params,
           const HfElementSpec *spec,
           const double spacing[3],
           GPtrArray *stages,
           HfProgress *progress)
{
  g_autoptr (HfMask) current = mask;

  if (stages)
    g_ptr_array_add (stages, hf_mask_ref (current));
  for (guint n = 0; n < params->n_steps; n++) {
    if (!params->chain[n].off) {
      HfMask *next = hf_morphology (current, params->chain[n].op, spec, spacing, progress);

      if (!next)
        return NULL;
      g_clear_pointer (&current, hf_mask_unref);
      current = next;
    }
    hf_progress_set (progress, (n + 1.0) / params->n_steps);
    if (stages)
      g_ptr_array_add (stages, hf_mask_ref (current));
  }
  return g_steal_pointer (&current);
}

/* The chain in one sweep (a cross). */
static HfMask *
run_crosses (Chain *chain, const HfParams *params, const HfElementSpec *spec, GPtrArray *stages)
{
  if (stages)
    g_ptr_array_add (stages, chain_stage (chain));
  for (guint n = 0; n < params->n_steps; n++) {
    if (!params->chain[n].off)
      chain_add (chain, params->chain[n].op, spec->radius);
    if (stages)
      g_ptr_array_add (stages, chain_stage (chain));
  }
  return chain_finish (chain);
}

static HfMask *
keep_largest (HfMask *mask, const HfParams *params)
{
  HfMask *largest;

  if (!mask || !params->value[HF_PARAM_MASK_LARGEST])
    return mask;
  largest = hf_components_largest (mask, NULL);
  hf_mask_unref (mask);
  return largest;
}

HfMask *
hf_mask_from_params (const HfVolume *volume,
                     const HfParams *params,
                     GPtrArray *stages,
                     HfProgress *progress)
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  HfElementSpec spec = spec_from_params (params);
  double above = params->value[HF_PARAM_ABOVE], below = below_of (params);
  HfMask *result;

  if (!hf_geometry_is_even (geometry) || hf_geometry_is_tilted (geometry))
    spec.geometry = geometry;
  if (is_ball (&spec))
    result = run_balls (hf_mask_threshold (volume, above, below), params, &spec,
                        hf_geometry_spacing (geometry), stages, progress);
  else {
    Chain chain;

    chain_init (&chain, hf_volume_size (volume), spec.per_slice, progress);
    chain.run.volume = volume;
    chain.run.threshold = hf_threshold_new (volume, above, below);
    result = run_crosses (&chain, params, &spec, stages);
  }
  return keep_largest (result, params);
}

HfMask *
hf_mask_slice_from_params (
    const HfVolume *volume, HfPlane plane, int index, const HfParams *params, GPtrArray *stages)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  HfElementSpec spec = spec_from_params (params);
  double spacing[3] = { 1, 1, 1 };
  HfMask *mask, *result;
  gboolean flip[2];
  int axis[2];

  spec.per_slice = TRUE;
  hf_plane_axes (geometry, plane, axis, flip);
  for (int a = 0; a < 2; a++)
    spacing[a] = hf_geometry_spacing (geometry)[axis[a]];
  mask = hf_mask_threshold_slice (volume, plane, index, params->value[HF_PARAM_ABOVE],
                                  below_of (params));
  if (is_ball (&spec))
    result = run_balls (mask, params, &spec, spacing, stages, NULL);
  else {
    Chain chain;

    chain_init (&chain, hf_mask_size (mask), TRUE, NULL);
    chain.begin = mask;
    result = run_crosses (&chain, params, &spec, stages);
  }
  return keep_largest (result, params);
}
