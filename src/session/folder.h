/* The files of a folder, or those that a DICOMDIR names, and opening them without harm. */
#pragma once

#include "core/error.h"
#include "core/parallel.h"

G_BEGIN_DECLS

#define HF_FOLDER_DEPTH 16
#define HF_FOLDER_FILES 200000

/* A file as it was when the folder was read. */
typedef struct {
  char *name; /* path below the folder */
  guint64 device, inode, size;
  gint64 changed;    /* ns */
  gboolean is_known; /* the four before are set */
} HfFolderFile;

typedef struct {
  char *path;           /* of the folder */
  GPtrArray *files;     /* of HfFolderFile */
  gboolean is_cut;      /* there are more than HF_FOLDER_FILES */
  HfProgress *progress; /* borrowed, nullable: who is told what the system is asked about */
} HfFolder;

HfFolder *hf_folder_new (const char *path);
void hf_folder_free (HfFolder *self);
void hf_folder_clear (HfFolder *self); /* forgets its files */
/* All files below, sorted by name; hidden ones and what has no end (loops of links) are left out. */
gboolean hf_folder_read (HfFolder *self, gboolean is_recursive, GError **error);
void hf_folder_add (HfFolder *self, const char *name);
char *hf_folder_file_path (const HfFolder *self, guint32 file);
/* A descriptor of a regular file, which is the one that was opened first under this name; or -1.
   NOT_A_FILE, NO_PERMISSION, IO. */
int hf_folder_open (HfFolder *self, guint32 file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfFolder, hf_folder_free)

G_END_DECLS
