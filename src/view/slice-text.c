/* Corner texts and other sentences about what a view shows. Privacy is decided here, so that no
   caller can forget it. */
#include "view/slice-text.h"

#include "core/text.h"
#include "image/shown.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void
add_take (GStrvBuilder *lines, char *line)
{
  if (line && line[0])
    g_strv_builder_add (lines, line);
  g_free (line);
}

const char *
hf_plane_title (HfPlane plane)
{
  switch (plane) {
  case HF_PLANE_AXIAL:
    return _ ("Axial");
  case HF_PLANE_SAGITTAL:
    return _ ("Sagittal");
  default:
    return _ ("Coronal");
  }
}

const char *
hf_slice_text_unit (const HfVolume *volume)
{
  return hf_volume_info (volume)->is_hu ? "HU" : "";
}

char *
hf_slice_text_value (const HfVolume *volume, double value)
{
  const char *unit = hf_slice_text_unit (volume);
  int digits = hf_volume_scale (volume) == 1 ? 0 : 3;

  if (isnan (value))
    return g_strdup (_ ("no data"));
  return g_strdup_printf ("%.*f%s%s", digits, hf_text_number (value, digits), unit[0] ? " " : "",
                          unit);
}

char *
hf_slice_text_date (const char *date)
{
  char *iso = hf_text_date (date), shown[32];
  int year, month, day;
  GDate parsed;

  if (strlen (iso) != 10 || sscanf (iso, "%4d-%2d-%2d", &year, &month, &day) != 3 || year < 1 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return iso;
  g_free (iso);
  g_date_set_dmy (&parsed, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  /* Translators: a date as people of your language write it, in the letters of strftime(3) */
  g_date_strftime (shown, sizeof shown, _ ("%Y-%m-%d"), &parsed);
  return g_strdup (shown);
}

static gboolean
is_hidden (HfSession *session, const HfVolumeInfo *info)
{
  return hf_session_privacy (session) && !info->is_sample;
}

char *
hf_slice_text_patient (HfSession *session)
{
  HfVolume *volume = hf_session_volume (session);
  const HfVolumeInfo *info = volume ? hf_volume_info (volume) : NULL;

  if (!info)
    return g_strdup ("");
  if (is_hidden (session, info))
    return g_strdup (_ ("Name hidden"));
  return hf_text_name (info->patient_name);
}

/* "CT 7"; what did not come from a file with a number has none. */
static char *
numbered (const HfVolumeInfo *info, const char *modality)
{
  return info->series_number
             ? g_strdup_printf ("%s%s%d", modality, *modality ? " " : "", info->series_number)
             : g_strdup (modality);
}

/* The name of what was opened; "" in privacy mode and where nothing was. */
static char *
file_name (HfSession *session)
{
  HfSource *source = hf_session_source (session);
  g_autofree char *base = source && !hf_session_privacy (session)
                              ? g_path_get_basename (hf_source_path (source))
                              : NULL;

  return base ? g_filename_display_name (base) : g_strdup ("");
}

/* Of a series; the name of its file where it has nothing of its own that tells it from others. */
static char *
description (HfSession *session, const HfVolumeInfo *info)
{
  return *info->series_description || info->series_number ? g_strdup (info->series_description)
                                                          : file_name (session);
}

char *
hf_slice_text_series (HfSession *session)
{
  HfVolume *volume = hf_session_volume (session);
  const HfVolumeInfo *info = volume ? hf_volume_info (volume) : NULL;
  g_autofree char *text = NULL;

  if (!info)
    return g_strdup ("");
  if (!info->series_description[0] && info->study_description[0])
    return g_strdup (info->study_description);
  text = description (session, info);
  return *text ? g_steal_pointer (&text)
               : numbered (info, info->modality[0] ? info->modality : _ ("Series"));
}

static void
add_patient (GStrvBuilder *lines, HfSession *session, const HfVolumeInfo *info)
{
  gboolean hidden = is_hidden (session, info);

  add_take (lines, hf_slice_text_patient (session));
  if (info->patient_id[0])
    add_take (lines, hidden ? g_strdup (_ ("ID hidden"))
                            : g_strdup_printf (_ ("ID %s"), info->patient_id));
  if (!hidden && (info->birth_date[0] || info->sex[0])) {
    g_autofree char *born = hf_slice_text_date (info->birth_date);

    if (!born[0])
      add_take (lines, g_strdup_printf (_ ("Sex %s"), info->sex));
    else
      add_take (lines, g_strdup_printf ("* %s%s%s", born, info->sex[0] ? "  " : "", info->sex));
  }
  add_take (lines, hf_slice_text_date (info->study_date));
  add_take (lines, g_strdup (info->study_description));
}

/* "tilt 18.5° · 3 missing · uneven"; NULL: nothing of these. */
static char *
badge (const HfGeometry *geometry)
{
  int n_missing = hf_geometry_n_missing (geometry);
  g_autofree char *tilt = NULL, *missing = NULL;
  const char *parts[4] = { NULL };
  int n = 0;

  if (hf_geometry_is_tilted (geometry))
    parts[n++] = tilt = g_strdup_printf (_ ("tilt %.1f°"), hf_geometry_tilt_deg (geometry));
  if (n_missing)
    parts[n++] = missing = g_strdup_printf (_ ("%d missing"), n_missing);
  if (!hf_geometry_is_even (geometry))
    parts[n++] = _ ("uneven");
  return n ? g_strjoinv (" · ", (char **) parts) : NULL;
}

/* "slices 4.00 mm · even"; from the least to the largest distance where they differ. */
static char *
distances (const HfGeometry *geometry)
{
  double least = hf_geometry_spacing (geometry)[2], most = least;
  gboolean even = hf_geometry_is_even (geometry); /* this is asked several times in every frame */

  for (int k = 0; !even && k + 1 < hf_geometry_size (geometry)[2]; k++) {
    double gap = fabs (hf_geometry_position (geometry, k + 1) - hf_geometry_position (geometry, k));

    if (hf_geometry_missing_after (geometry, k))
      continue;
    least = MIN (least, gap);
    most = MAX (most, gap);
  }
  if (even && hf_geometry_size (geometry)[2] > 1 && !hf_geometry_is_tilted (geometry))
    return g_strdup_printf (_ ("slices %.2f mm · even"), least);
  if (most - least < 0.005)
    return g_strdup_printf (_ ("slices %.2f mm"), least);
  return g_strdup_printf (_ ("slices %.2f … %.2f mm"), least, most);
}

static void
add_series (GStrvBuilder *lines, HfSession *session)
{
  const HfVolume *volume = hf_session_volume (session);
  const HfVolumeInfo *info = hf_volume_info (volume);
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const double *spacing = hf_geometry_spacing (geometry);
  const int *size = hf_geometry_size (geometry);
  g_autofree char *title = numbered (info, info->modality), *text = description (session, info);

  add_take (lines, g_strdup_printf ("%s%s%s", title, *title && *text ? " · " : "", text));
  /* What must not be missed is near the top: of a low pane the last lines are left out. */
  if (info->is_lossy)
    add_take (lines, g_strdup (_ ("compressed with loss")));
  add_take (lines, badge (geometry));
  add_take (lines, distances (geometry));
  add_take (lines, g_strdup_printf ("%.3f × %.3f mm", spacing[0], spacing[1]));
  add_take (lines, g_strdup_printf ("%d × %d × %d", size[0], size[1], size[2]));
  if (info->kvp > 0 || info->kernel[0]) {
    g_autofree char *kvp = info->kvp > 0 ? g_strdup_printf ("%.0f kVp", info->kvp) : g_strdup ("");

    add_take (lines,
              g_strdup_printf ("%s%s%s", kvp, kvp[0] && info->kernel[0] ? "  " : "", info->kernel));
  }
}

/* "R 12.3"; what rounds to 0 is on neither side. */
static char *
coordinate (double mm, const char letters[3])
{
  if (fabs (mm) < 0.05)
    return g_strdup_printf ("%.1f", 0.0);
  return g_strdup_printf ("%c %.1f", letters[mm > 0], fabs (mm));
}

/* "slab maximum": what it makes of the values it goes through; NULL: there is none. */
static const char *
slab_kind (HfSession *session)
{
  static const char *const kinds[] = { N_ ("slab maximum"), N_ ("slab minimum"), N_ ("slab mean") };
  const HfResliceOptions options = hf_session_reslice_options (session);

  return options.slab_mm > 0 ? _ (kinds[options.slab_mode]) : NULL;
}

/* The voxel there and its value; a slab has no voxel. */
static void
add_pointer (GStrvBuilder *lines, HfSession *session, const HfSliceTextState *state)
{
  HfVolume *volume = hf_session_volume (session);
  const HfResliceOptions options = hf_session_reslice_options (session);
  const double *mm = state->pointer_mm;
  const char *slab = slab_kind (session);
  double voxel[3];
  g_autofree char *value = NULL, *x = NULL, *y = NULL, *z = NULL;

  if (!state->has_pointer || !hf_geometry_patient_to_voxel (hf_volume_geometry (volume), mm, voxel))
    return;
  x = coordinate (mm[0], "RL");
  y = coordinate (mm[1], "AP");
  z = coordinate (mm[2], "IS");
  value = hf_slice_text_value (volume, hf_shown_value (volume, state->plane, &options, mm));
  if (!slab) /* counted as in files and by the command line; slices are counted from 1 */
    add_take (lines,
              g_strdup_printf (_ ("voxel %.0f, %.0f, %.0f (from 0)"), hf_text_number (voxel[0], 0),
                               hf_text_number (voxel[1], 0), hf_text_number (voxel[2], 0)));
  add_take (lines, g_strdup_printf ("%s  %s  %s mm", x, y, z));
  add_take (lines, slab ? g_strdup_printf ("%s %s", slab, value) : g_steal_pointer (&value));
}

static void
add_window (GStrvBuilder *lines, HfSession *session)
{
  double width = hf_session_get (session, HF_PARAM_WINDOW_WIDTH);
  double level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);
  const char *unit = hf_slice_text_unit (hf_session_volume (session));
  const char *preset = hf_session_preset_name (session);
  int digits = hf_volume_digits (hf_session_volume (session));

  add_take (lines,
            g_strdup_printf ("%.*f .. %.*f %s", digits, hf_text_number (level - width / 2, digits),
                             digits, hf_text_number (level + width / 2, digits), unit));
  add_take (lines, g_strdup_printf ("W %.*f  L %.*f%s%s", digits, width, digits,
                                    hf_text_number (level, digits), preset[0] ? "  " : "",
                                    preset[0] ? _ (preset) : ""));
}

/* Of the crosshair in the slice: in a tilted one every place has its own. */
static char *
position (HfSession *session, HfPlane plane, int index)
{
  static const char letters[HF_N_PLANES][3] = { "IS", "RL", "AP" };
  static const int axis[HF_N_PLANES] = { 2, 0, 1 };
  g_autofree char *place = NULL;
  double mm[3];

  hf_session_cursor (session, mm);
  hf_plane_move_to (hf_volume_geometry (hf_session_volume (session)), plane, index, mm);
  place = coordinate (mm[axis[plane]], letters[plane]);
  return g_strconcat (place, " mm", NULL);
}

char *
hf_slice_text_slab (HfSession *session)
{
  static const char *const modes[] = { N_ ("maximum"), N_ ("minimum"), N_ ("mean") };
  const HfResliceOptions options = hf_session_reslice_options (session);

  if (!(options.slab_mm > 0))
    return NULL;
  return g_strdup_printf (_ ("slab %.1f mm, %s"), options.slab_mm, _ (modes[options.slab_mode]));
}

static void
add_slice (GStrvBuilder *lines, HfSession *session, const HfSliceTextState *state, gboolean all)
{
  HfVolume *volume = hf_session_volume (session);
  int index = hf_session_slice (session, state->plane);
  int n = hf_plane_n_slices (hf_volume_geometry (volume), state->plane);
  gboolean scanned = hf_plane_axis (hf_volume_geometry (volume), state->plane) == 2;
  HfInterpolation interpolation =
      (HfInterpolation) hf_session_get (session, HF_PARAM_INTERPOLATION);
  g_autofree char *place = position (session, state->plane, index);

  if (state->n_skipped)
    add_take (lines, g_strdup_printf (_ ("%u slices were not painted"), state->n_skipped));
  if (all)
    add_take (lines, g_strdup_printf (_ ("zoom %.2f"), state->zoom));
  if (all && interpolation != HF_INTERPOLATION_LINEAR)
    add_take (lines,
              g_strdup (interpolation == HF_INTERPOLATION_NEAREST ? _ ("nearest voxel")
                                                                  : _ ("cubic interpolation")));
  add_take (lines, hf_slice_text_slab (session));
  if (scanned && hf_volume_slice_status (volume, index) == HF_SLICE_DAMAGED)
    add_take (lines, g_strdup (_ ("slice not readable")));
  if (scanned && hf_volume_missing_rows (volume, index) > 0)
    add_take (lines, g_strdup (_ ("slice incomplete")));
  add_take (lines, g_strdup_printf (_ ("slice %d of %d  %s"), index + 1, n, place));
}

GStrv
hf_slice_text (HfSession *session, const HfSliceTextState *state, HfCorner corner)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  HfVolume *volume = hf_session_volume (session);
  gboolean all = hf_session_overlay (session) == HF_OVERLAY_ALL;

  if (volume && hf_session_overlay (session) != HF_OVERLAY_NONE)
    switch (corner) {
    case HF_CORNER_TOP_LEFT:
      if (all)
        add_patient (lines, session, hf_volume_info (volume));
      break;
    case HF_CORNER_TOP_RIGHT:
      if (all)
        add_series (lines, session);
      break;
    case HF_CORNER_BOTTOM_LEFT:
      add_pointer (lines, session, state);
      add_window (lines, session);
      break;
    default:
      add_slice (lines, session, state, all);
    }
  return g_strv_builder_end (lines);
}

double
hf_slice_text_ruler_mm (double mm_per_px, double most_px)
{
  double most = mm_per_px * most_px, ten = pow (10, floor (log10 (most)));

  return most >= 5 * ten ? 5 * ten : most >= 2 * ten ? 2 * ten : ten;
}

char *
hf_slice_text_description (HfSession *session, HfPlane plane)
{
  HfVolume *volume = session ? hf_session_volume (session) : NULL;

  if (!volume)
    return g_strdup_printf ("%s, nothing open", hf_plane_name (plane));
  return g_strdup_printf ("%s, slice %d of %d, window %.0f level %.0f", hf_plane_name (plane),
                          hf_session_slice (session, plane) + 1,
                          hf_plane_n_slices (hf_volume_geometry (volume), plane),
                          hf_session_get (session, HF_PARAM_WINDOW_WIDTH),
                          hf_text_number (hf_session_get (session, HF_PARAM_WINDOW_LEVEL), 0));
}
