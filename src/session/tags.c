/* Asks a loader process for the elements of a file; text becomes UTF-8 here, by the character set
   that the file itself names. */
#include "session/tags.h"

#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TAG_CHARSET 0x00080005

typedef struct {
  HfFolder *folder;
  guint32 file;
  GPtrArray *tags;
  char *charset; /* owned */
  GError *error; /* owned */
} Reading;

static void
tag_free (gpointer data)
{
  HfTag *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static char *
convert (const HfWireElement *element, const char *charset)
{
  static const char *const in_charset[] = { "SH", "LO", "ST", "LT", "UC", "UT", "UN", NULL };

  if (g_str_equal (element->vr, "PN"))
    return hf_text_name_to_utf8 (element->value, charset);
  return hf_text_to_utf8 (element->value, g_strv_contains (in_charset, element->vr) ? charset : "");
}

static void
take (Reading *reading, const HfWireElement *element)
{
  HfTag *tag = g_new0 (HfTag, 1);

  if (element->tag == TAG_CHARSET && element->depth == 0) {
    g_free (reading->charset);
    reading->charset = g_strdup (element->value);
  }
  tag->tag = element->tag;
  tag->depth = element->depth;
  tag->item = element->item;
  memcpy (tag->vr, element->vr, sizeof tag->vr);
  tag->name = g_utf8_make_valid (element->name, -1);
  tag->value = convert (element, reading->charset);
  tag->length = element->is_undefined ? 0 : element->length;
  tag->is_cut = element->is_cut;
  g_ptr_array_add (reading->tags, tag);
}

static gboolean
prepare (guint job, HfWireMessage *message, int *fd, gpointer data)
{
  Reading *reading = data;

  *fd = hf_folder_open (reading->folder, reading->file, &reading->error);
  message->type = HF_WIRE_DUMP;
  message->unused = 0;
  message->scan.file = reading->file;
  return *fd >= 0;
}

static HfAnswer
answered (guint job, const HfWireMessage *message, gpointer data)
{
  Reading *reading = data;

  if (message->type != HF_WIRE_ELEMENT)
    return HF_ANSWER_NONSENSE;
  if (!message->element.is_last) {
    take (reading, &message->element);
    return HF_ANSWER_MORE;
  }
  if (message->element.code != HF_CODE_OK && !reading->error) {
    g_autofree char *reason = g_utf8_make_valid (message->element.value, -1);

    g_set_error_literal (&reading->error, HF_ERROR, (int) message->element.code, reason);
  }
  return HF_ANSWER_LAST;
}

static void
failed (guint job, HfCode code, const char *reason, gpointer data)
{
  Reading *reading = data;

  g_clear_error (&reading->error);
  g_set_error_literal (&reading->error, HF_ERROR, (int) code, reason);
}

/* A damaged file gives what comes before the damage; an error only where that is nothing. */
GPtrArray *
hf_tags_read (HfLoaderClient *client, HfFolder *folder, guint32 file, GError **error)
{
  Reading reading = { .folder = folder,
                      .file = file,
                      .tags = g_ptr_array_new_with_free_func (tag_free),
                      .charset = g_strdup ("") };
  const HfLoaderJobs jobs = { .n = 1,
                              .depth = 1,
                              .prepare = prepare,
                              .answered = answered,
                              .failed = failed,
                              .data = &reading,
                              .needs_codec = TRUE, /* for the names */
                              .volume = -1 };
  g_autoptr (GError) stopped = NULL;

  if (!hf_loader_client_run (client, &jobs, NULL, &stopped)) {
    g_clear_error (&reading.error);
    reading.error = g_steal_pointer (&stopped);
  }
  g_free (reading.charset);
  if (reading.tags->len == 0 && !reading.error)
    g_set_error (&reading.error, HF_ERROR, HF_CODE_NO_DICOM, _ ("holds no elements"));
  if (reading.tags->len > 0) {
    g_clear_error (&reading.error);
    return reading.tags;
  }
  g_propagate_error (error, reading.error);
  g_ptr_array_unref (reading.tags);
  return NULL;
}
