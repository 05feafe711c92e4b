/* How encapsulated pixels are compressed: what the first code stream says, whatever the meta information does. */
#pragma once

#include "dicom/scanner.h"

G_BEGIN_DECLS

#define HF_SYNTAX "1.2.840.10008.1.2"
#define HF_SYNTAX_EXPLICIT HF_SYNTAX ".1"
#define HF_SYNTAX_BIG HF_SYNTAX ".2"
#define HF_SYNTAX_DEFLATED HF_SYNTAX ".1.99"
#define HF_SYNTAX_RLE HF_SYNTAX ".5"
#define HF_SYNTAX_GE "1.2.840.113619.5.2" /* private: implicit little endian, pixels big endian */

/* The first fragment shows what a wrong meta information hides. Sets encoding, the header's transfer syntax and HF_IS_LOSSY;
   FALSE: of no kind that can be decoded. */
gboolean hf_encoding_find (HfScan *self);

G_END_DECLS
