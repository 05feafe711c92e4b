/* What the parts of the scanner share: scanner.c (the data set), scan-head.c (what stands before it), scan-frame.c
   (what it says of a frame). For these files only. */
#pragma once

#include "dicom/scanner.h"

G_BEGIN_DECLS

/* The first reason stays. */
void hf_scan_reject (HfScan *self, HfCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Finds the data set and how it is encoded; FALSE, with a reason, where there is none. sop_class: that of the file meta
   information. */
gboolean hf_scan_head (HfScan *self, char sop_class[HF_UID_LENGTH]);

G_END_DECLS
