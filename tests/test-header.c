/* The laws: a record from the loader is safe to read after hf_header_check(), whatever its bytes
   are; numbers that decide about pictures are refused where they are out of range, optional ones
   are dropped. */
#include "core/header.h"

#include <math.h>
#include <string.h>

static HfHeader
good (void)
{
  HfHeader header = { .version = HF_HEADER_VERSION,
                      .n_frames = 1,
                      .flags = HF_HAS_POSITION | HF_HAS_ORIENTATION | HF_HAS_SPACING,
                      .columns = 4,
                      .rows = 3,
                      .orientation = { 1, 0, 0, 0, 1, 0 },
                      .spacing = { 0.5, 0.7 },
                      .bits_allocated = 16,
                      .bits_stored = 12,
                      .high_bit = 11,
                      .samples_per_pixel = 1,
                      .slope = 1 };

  return header;
}

static void
test_good (void)
{
  HfHeader header = good (), same = header;
  g_autoptr (GError) error = NULL;

  g_assert_true (hf_header_check (&header, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&header, sizeof header, &same, sizeof same);
}

/* Every text ends, also where the loader filled it to the brim. */
static void
test_texts_end (void)
{
  HfHeader header = good ();
  char *texts[] = { header.reason,   header.series_uid,        header.sop_uid,
                    header.charset,  header.patient_name,      header.image_type,
                    header.stack_id, header.voi[7].explanation };
  const gsize sizes[] = { sizeof header.reason,       sizeof header.series_uid,
                          sizeof header.sop_uid,      sizeof header.charset,
                          sizeof header.patient_name, sizeof header.image_type,
                          sizeof header.stack_id,     sizeof header.voi[7].explanation };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    memset (texts[n], 'x', sizes[n]);
  g_assert_true (hf_header_check (&header, NULL));
  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    g_assert_cmpuint (strlen (texts[n]), ==, sizes[n] - 1);
}

typedef void (*Spoil) (HfHeader *header);

// clang-format off
static void no_columns (HfHeader *h) { h->columns = 0; }
static void huge_rows (HfHeader *h) { h->rows = 40000; }
static void nan_position (HfHeader *h) { h->position[1] = NAN; }
static void far_position (HfHeader *h) { h->position[2] = 1e9; }
static void infinite_cosine (HfHeader *h) { h->orientation[4] = INFINITY; }
static void no_spacing (HfHeader *h) { h->spacing[1] = 0; }
static void nan_spacing (HfHeader *h) { h->spacing[0] = NAN; }
static void bits_over (HfHeader *h) { h->bits_stored = 17; }
static void high_bit (HfHeader *h) { h->high_bit = 10; }
static void sign (HfHeader *h) { h->is_signed = 2; }
static void slope (HfHeader *h) { h->slope = NAN; }
static void intercept (HfHeader *h) { h->intercept = 1e300; }
static void frame (HfHeader *h) { h->frame = 1; }
static void version (HfHeader *h) { h->version = 7; }
static void samples (HfHeader *h) { h->samples_per_pixel = 5; }
static void offset (HfHeader *h) { h->pixel_offset = G_MAXUINT64; }
static void length (HfHeader *h) { h->pixel_offset = 8; h->pixel_length = G_MAXUINT64 - 4; }
// clang-format on

static void
test_refused (void)
{
  static const Spoil spoils[] = {
    no_columns,  huge_rows, nan_position, far_position, infinite_cosine, no_spacing,
    nan_spacing, bits_over, high_bit,     sign,         slope,           intercept,
    frame,       version,   samples,      offset,       length,
  };

  for (gsize n = 0; n < G_N_ELEMENTS (spoils); n++) {
    HfHeader header = good ();
    g_autoptr (GError) error = NULL;

    spoils[n](&header);
    g_assert_false (hf_header_check (&header, &error));
    g_assert_nonnull (error);
  }
}

static void
test_optional_dropped (void)
{
  HfHeader header = good ();

  header.slice_thickness = -3;
  header.kvp = NAN;
  header.trigger_time = INFINITY;
  header.n_voi = 900;
  header.voi[0] = (HfHeaderVoi){ .width = NAN, .level = 4 };
  header.voi[1] = (HfHeaderVoi){ .width = 80, .level = 40 };
  header.voi_function = 12;
  header.flags |= 1u << 30;
  g_assert_true (hf_header_check (&header, NULL));
  g_assert_cmpfloat (header.slice_thickness, ==, 0);
  g_assert_cmpfloat (header.kvp, ==, 0);
  g_assert_cmpfloat (header.trigger_time, ==, 0);
  g_assert_cmpuint (header.n_voi, ==, 1);
  g_assert_cmpfloat (header.voi[0].width, ==, 80);
  g_assert_cmpuint (header.voi_function, ==, HF_VOI_LINEAR);
  g_assert_cmpuint (header.flags & (1u << 30), ==, 0);
}

/* Pixels that cannot all be there are a truncated slice, also where the loader did not say so. */
static void
test_truncated (void)
{
  HfHeader header = good ();

  header.pixel_offset = 100;
  header.pixel_length = 23; /* of 24 */
  g_assert_true (hf_header_check (&header, NULL));
  g_assert_true (header.flags & HF_IS_TRUNCATED);
}

/* A record that tells why a file is no slice may lack everything else. */
static void
test_reason (void)
{
  HfHeader header = { .version = HF_HEADER_VERSION, .code = HF_CODE_NO_DICOM, .slope = NAN };
  HfHeader unknown = { .version = HF_HEADER_VERSION, .code = 4711 };

  g_assert_true (hf_header_check (&header, NULL));
  g_assert_true (hf_header_check (&unknown, NULL));
  g_assert_cmpuint (unknown.code, ==, HF_CODE_CORRUPT);
}

/* A reason is UTF-8: one that was cut in the middle of a letter loses that letter. */
static void
test_reason_letters (void)
{
  HfHeader header = { .version = HF_HEADER_VERSION, .code = HF_CODE_NO_DICOM };

  memset (header.reason, 'x', sizeof header.reason);
  memcpy (header.reason + sizeof header.reason - 2, "ü", 2);
  g_assert_true (hf_header_check (&header, NULL));
  g_assert_cmpuint (strlen (header.reason), ==, sizeof header.reason - 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/header/good", test_good);
  g_test_add_func ("/header/texts-end", test_texts_end);
  g_test_add_func ("/header/refused", test_refused);
  g_test_add_func ("/header/optional-dropped", test_optional_dropped);
  g_test_add_func ("/header/truncated", test_truncated);
  g_test_add_func ("/header/reason", test_reason);
  g_test_add_func ("/header/reason-letters", test_reason_letters);
  return g_test_run ();
}
