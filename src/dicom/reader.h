/* Bytes of a file, or of memory, by offset: the only way in which the scanner touches a file.

   A file is read through a window that moves; a file that shrinks meanwhile gives NULL, never a
   crash (a mapping would raise SIGBUS). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HF_READER_MOST (1u << 20) /* bytes that one peek may ask for */

typedef struct {
  int fd;               /* borrowed; -1: memory */
  guint64 size;         /* bytes that there are */
  const guint8 *memory; /* borrowed, where fd is -1 */
  guint8 *window;       /* owned */
  gsize room;           /* bytes allocated for it */
  guint64 start;        /* offset of its first byte */
  gsize length;         /* bytes in it */
} HfReader;

void hf_reader_init_file (HfReader *self, int fd, guint64 size);
void hf_reader_init_memory (HfReader *self, const void *bytes, gsize size);
void hf_reader_clear (HfReader *self);

/* Valid until the next call; NULL where the file ends before that, or length is too much. */
const guint8 *hf_reader_peek (HfReader *self, guint64 offset, gsize length);
/* The bytes that are there, at most length. */
gsize hf_reader_copy (HfReader *self, guint64 offset, gsize length, void *bytes);

G_END_DECLS
