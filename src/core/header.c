/* The border check of the records that come from the loader process. The loader parses hostile
   files and may have been taken over by one: whatever it sends must be harmless to read. Text gets
   its end, numbers are finite and in the ranges of the standard (PS3.3 C.7.6.3), or the record is
   refused. */
#include "core/header.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_SIDE 32768     /* pixels */
#define MAX_FRAMES 1000000 /* of one file */
#define MAX_PLACE 1e7      /* mm */
#define MAX_VALUE 1e15     /* of slope and intercept: far beyond any unit, far from overflow */
#define MIN_SPACING 1e-4   /* mm */
#define MAX_SPACING 1e4    /* mm */
#define KNOWN_FLAGS ((HF_IS_HU << 1) - 1)

#define END(text) ((text)[sizeof (text) - 1] = '\0')

void
hf_header_end_reason (char reason[HF_TEXT_LENGTH])
{
  const char *end;

  reason[HF_TEXT_LENGTH - 1] = '\0';
  g_utf8_validate (reason, -1, &end);
  reason[end - reason] = '\0';
}

static void
end_texts (HfHeader *self)
{
  hf_header_end_reason (self->reason);
  END (self->study_uid);
  END (self->series_uid);
  END (self->sop_uid);
  END (self->sop_class);
  END (self->frame_of_reference_uid);
  END (self->transfer_syntax);
  END (self->stack_id);
  for (guint n = 0; n < HF_N_VOI; n++)
    END (self->voi[n].explanation);
  END (self->charset);
  END (self->patient_name);
  END (self->patient_id);
  END (self->birth_date);
  END (self->sex);
  END (self->study_date);
  END (self->study_time);
  END (self->content_time);
  END (self->acquisition_time);
  END (self->study_description);
  END (self->series_description);
  END (self->modality);
  END (self->manufacturer);
  END (self->kernel);
  END (self->image_type);
}

static gboolean
refuse (GError **error, HfCode code, const char *what)
{
  g_set_error (error, HF_ERROR, code, _ ("The loader sent a record with %s"), _ (what));
  return FALSE;
}

/* Numbers that a file may leave out are made unknown where they make no sense. */
static void
drop_nonsense (HfHeader *self)
{
  if (!(self->slice_thickness > 0 && self->slice_thickness < MAX_SPACING))
    self->slice_thickness = 0;
  if (!(self->kvp > 0 && self->kvp < 1e6))
    self->kvp = 0;
  if (!isfinite (self->trigger_time))
    self->trigger_time = 0;
  if (!isfinite (self->echo_time))
    self->echo_time = 0;
  if (!isfinite (self->phase))
    self->phase = 0;
  self->n_voi = MIN (self->n_voi, HF_N_VOI);
  for (guint n = 0; n < self->n_voi;) {
    HfHeaderVoi *voi = &self->voi[n];

    if (voi->width > 0 && voi->width < MAX_VALUE && fabs (voi->level) < MAX_VALUE) {
      n++;
      continue;
    }
    self->n_voi--;
    for (guint next = n; next < self->n_voi; next++)
      self->voi[next] = self->voi[next + 1];
  }
  if (self->voi_function > HF_VOI_SIGMOID)
    self->voi_function = HF_VOI_LINEAR;
  if (!(self->flags & (HF_HAS_SPACING | HF_HAS_IMAGER_SPACING)))
    self->spacing[0] = self->spacing[1] = 0;
}

static gboolean
check_place (HfHeader *self, GError **error)
{
  if (self->flags & HF_HAS_POSITION)
    for (int a = 0; a < 3; a++)
      if (!(fabs (self->position[a]) < MAX_PLACE))
        return refuse (error, HF_CODE_BAD_GEOMETRY, "a position that is not a place");
  if (self->flags & HF_HAS_ORIENTATION)
    for (int a = 0; a < 6; a++)
      if (!(fabs (self->orientation[a]) <= 2))
        return refuse (error, HF_CODE_BAD_GEOMETRY, "an orientation that is not one");
  if (self->flags & (HF_HAS_SPACING | HF_HAS_IMAGER_SPACING))
    for (int a = 0; a < 2; a++)
      if (!(self->spacing[a] >= MIN_SPACING && self->spacing[a] <= MAX_SPACING))
        return refuse (error, HF_CODE_BAD_GEOMETRY, "a pixel spacing out of range");
  return TRUE;
}

static gboolean
check_pixels (HfHeader *self, GError **error)
{
  guint64 bits;

  if (self->columns < 1 || self->columns > MAX_SIDE || self->rows < 1 || self->rows > MAX_SIDE)
    return refuse (error, HF_CODE_CORRUPT, "an image size out of range");
  if (self->bits_allocated < 1 || self->bits_allocated > 64 || self->bits_stored < 1 ||
      self->bits_stored > self->bits_allocated || self->high_bit >= self->bits_allocated ||
      self->high_bit + 1 < self->bits_stored || self->is_signed > 1)
    return refuse (error, HF_CODE_UNSUPPORTED_BITS, "an impossible number of bits");
  if (self->samples_per_pixel < 1 || self->samples_per_pixel > 4 ||
      self->photometric > HF_PHOTOMETRIC_OTHER)
    return refuse (error, HF_CODE_NOT_GRAYSCALE, "an impossible kind of pixels");
  if (!(fabs (self->slope) < MAX_VALUE && fabs (self->intercept) < MAX_VALUE) || self->slope == 0)
    return refuse (error, HF_CODE_CORRUPT, "a rescale that is not a number");
  bits = (guint64) self->columns * self->rows * self->samples_per_pixel * self->bits_allocated;
  if (self->pixel_offset > G_MAXINT64 || self->pixel_length > G_MAXINT64 - self->pixel_offset)
    return refuse (error, HF_CODE_CORRUPT, "pixels outside of any file");
  if (self->pixel_offset && self->pixel_length * 8 < bits && !(self->flags & HF_IS_TRUNCATED))
    self->flags |= HF_IS_TRUNCATED;
  return TRUE;
}

gboolean
hf_header_is_color (const HfHeader *self)
{
  return self->samples_per_pixel != 1 || self->photometric >= HF_PHOTOMETRIC_RGB;
}

/* Makes a record safe to use: ends its texts, drops optional numbers that make no sense. FALSE,
 * with the HfCode of the trouble, where what is left cannot be used; text and code may be read even
 * then. */
gboolean
hf_header_check (HfHeader *self, GError **error)
{
  end_texts (self);
  if (self->code >= HF_N_CODES)
    self->code = HF_CODE_CORRUPT;
  self->flags &= KNOWN_FLAGS;
  drop_nonsense (self);
  if (self->version != HF_HEADER_VERSION)
    return refuse (error, HF_CODE_CORRUPT, "another version");
  if (self->code != HF_CODE_OK)
    return TRUE; /* no slice: only its file, code and reason are looked at */
  if (self->n_frames < 1 || self->n_frames > MAX_FRAMES || self->frame >= self->n_frames)
    return refuse (error, HF_CODE_CORRUPT, "an impossible number of frames");
  return check_place (self, error) && check_pixels (self, error);
}
