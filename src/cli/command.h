/* What all commands of hounsfield-cli share: options, exit codes, messages, opening.

   Contract: stdout carries only the result, messages go to stderr; numbers are written in the C
   locale; exit 0 done, 1 could not, 2 wrong usage. */
#pragma once

#include "core/params.h"
#include "session/source.h"

G_BEGIN_DECLS

typedef enum { HF_EXIT_DONE = 0, HF_EXIT_FAILED = 1, HF_EXIT_USAGE = 2 } HfExit;

typedef struct _HfCommand HfCommand;
struct _HfCommand {
  const char *name;      /* "probe" */
  const char *arguments; /* what follows the name: "PATH --at X,Y,Z [--json]" */
  const char *summary;   /* one line */
  HfExit (*run) (const HfCommand *self, int argc, char **argv); /* argv[0]: the name */
};

/* An option made from the table of parameters: --above HU; for a boolean --per-slice and
   --no-per-slice. */
typedef struct {
  HfParamId id;
  const char *name; /* NULL: the parameter's own */
  const char *
      without; /* what --help says that holds without it; NULL: params.value, "": it cannot be left out */
} HfParamOption;

typedef struct {
  const HfParamOption *options; /* ended by HF_PARAM_OPTIONS_END */
  gboolean with_ops;            /* --ops open,erode,close,dilate */
  HfParams params;              /* start: hf_params_init() */
  gboolean given[HF_N_PARAMS];  /* what the user set */
} HfParamOptions;

#define HF_PARAM_OPTIONS_END                                                                       \
  {                                                                                                \
    HF_N_PARAMS, NULL, NULL                                                                        \
  }

/* Reads argv. Between min and max words that are no options come back in paths (free with
   g_strfreev). FALSE after a message: return HF_EXIT_USAGE. params may be NULL. --help is answered
   here. */
gboolean hf_command_parse (const HfCommand *self,
                           int argc,
                           char **argv,
                           const GOptionEntry *entries,
                           HfParamOptions *params,
                           int min,
                           int max,
                           char ***paths);
/* "--at: ..." on stderr; returns HF_EXIT_USAGE. */
HfExit hf_command_misused (const HfCommand *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The reason with the file's name on stderr; returns HF_EXIT_FAILED. path may be NULL. */
HfExit hf_command_failed (const char *path, const GError *error);

/* -o is given and does not end as another format does; /dev/stdout and names without an ending may be a PNG. FALSE after a
   message: return HF_EXIT_USAGE. */
gboolean hf_command_wants_png (const HfCommand *self, const char *output);

/* n numbers parted by one character of separators, all of the text. */
gboolean hf_command_numbers (const char *text, const char *separators, double *numbers, int n);
/* "--size" of a picture: WIDTHxHEIGHT in whole px, each 1..max_side. NULL: both stay as they are. FALSE: something
   else; nothing is written. */
gboolean hf_command_size (const char *text, int max_side, int *width, int *height);
/* "%g" with as many digits as the number needs to come back; static buffers are not used. */
char *hf_command_number (double number);

/* mm of i, j, k for files that do not know their own: what --voxel-spacing said; NULL: nothing. */
const double *hf_command_voxel_spacing (void);

/* A path with its series and, where it was asked for, the whole volume. Warnings are told on
   stderr. */
typedef struct {
  HfSource *source;
  int index;              /* of the series */
  const HfSeries *series; /* of source */
  HfVolume *volume;       /* NULL where it was not loaded */
  GPtrArray *warnings;    /* of HfWarning: what loading found; NULL where it was not loaded */
} HfOpened;

/* Loads a whole series, again where that keeps its values better. NULL with error. */
HfVolume *hf_opened_load (HfSource *source, int series, GPtrArray **warnings, GError **error);
HfOpened *hf_opened_new (const char *path, const char *series, GError **error);
void hf_opened_free (HfOpened *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfOpened, hf_opened_free)

G_END_DECLS
