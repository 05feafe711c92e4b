/* Members of a zip (PKWARE APPNOTE 6.3) that lies in memory and is not trusted.

   They are found by the central directory, so that members whose sizes follow them (data descriptors)
   are read too; stored or deflated, ZIP64 or not. Not read: encryption, several disks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name; /* of the file, for messages; borrowed, as data is */
  const guint8 *data;
  gsize n;         /* bytes */
  gsize directory; /* where the central directory begins ... */
  gsize end;       /* ... and where it must have ended */
  guint64 n_members;
} HfZip;

typedef struct {
  const char *name; /* n_name bytes within the zip, with no 0 behind them */
  gsize n_name;
  guint flags;
  guint method;
  guint32 crc;
  guint64 packed; /* bytes */
  guint64 size;   /* bytes */
  guint64 offset; /* of its header in the file */
} HfZipMember;

/* Gets the bytes of a member, a part at a time. */
typedef gboolean (*HfZipTakeFunc) (gpointer to, const char *bytes, gsize n, GError **error);

/* Checks the whole directory. */
gboolean hf_zip_open (HfZip *self, const char *name, const guint8 *data, gsize n, GError **error);
/* The first of that name, in letters of either case (Open Packaging Conventions). FALSE: none. */
gboolean hf_zip_find (const HfZip *self, const char *name, HfZipMember *member);
/* Refused where it is larger than max bytes, or than a sound file is for what it takes in the zip. What
   was taken counts only where this returns TRUE: size and checksum were right. */
gboolean hf_zip_read (const HfZip *self,
                      const HfZipMember *member,
                      guint64 max,
                      HfZipTakeFunc take,
                      gpointer to,
                      GError **error);

G_END_DECLS
