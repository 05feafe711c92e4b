/* A moving window on a file. */
#include "dicom/reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FIRST (12u << 10) /* most CT headers fit; cheaper than 64 KiB for folders of many files */
#define NEXT (64u << 10)

void
hf_reader_init_file (HfReader *self, int fd, guint64 size)
{
  *self = (HfReader){ .fd = fd, .size = size };
}

void
hf_reader_init_memory (HfReader *self, const void *bytes, gsize size)
{
  *self = (HfReader){ .fd = -1, .memory = bytes, .size = size };
}

void
hf_reader_clear (HfReader *self)
{
  g_clear_pointer (&self->window, g_free);
  self->length = 0;
}

gsize
hf_reader_copy (HfReader *self, guint64 offset, gsize length, void *bytes)
{
  gsize done = 0;

  if (offset >= self->size)
    return 0;
  length = MIN (length, self->size - offset);
  if (self->fd < 0) {
    memcpy (bytes, self->memory + offset, length);
    return length;
  }
  while (done < length) {
    gssize got = pread (self->fd, (char *) bytes + done, length - done, (off_t) (offset + done));

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    done += got;
  }
  return done;
}

const guint8 *
hf_reader_peek (HfReader *self, guint64 offset, gsize length)
{
  gsize want;

  if (length > HF_READER_MOST || offset > self->size || length > self->size - offset)
    return NULL;
  if (self->fd < 0)
    return self->memory + offset;
  if (offset >= self->start && offset + length <= self->start + self->length)
    return self->window + (offset - self->start);
  want = MAX (length, self->window ? NEXT : FIRST);
  if (want > self->room) {
    g_free (self->window);
    self->window = g_malloc (want);
    self->room = want;
  }
  self->start = offset;
  self->length = hf_reader_copy (self, offset, want, self->window);
  return self->length >= length ? self->window : NULL;
}
