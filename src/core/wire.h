/* Messages between the viewer and its loader processes: one fixed size for each type, over a
   SOCK_SEQPACKET socket, file descriptors by SCM_RIGHTS.

   Both ends run on one machine from one build, so that numbers cross in the machine's own form.
   Nothing that arrives is trusted: hf_wire_receive() checks type, size, whether a descriptor had to
   be there, and the range of every number, before anyone sees the message. */
#pragma once

#include "core/header.h"

G_BEGIN_DECLS

#define HF_WIRE_VERSION 2
#define HF_MAX_FILES (1u << 20)
#define HF_MAX_FRAMES 16384u     /* of one file */
#define HF_MAX_PIXELS (1u << 28) /* of one image */
#define HF_MAX_PITCH (1u << 17)
#define HF_MAX_REFERENCE 256
#define HF_MAX_VALUE 1024 /* bytes of an element that are told */
#define HF_MAX_DEPTH 64

typedef enum {
  /* loader -> viewer */
  HF_WIRE_HELLO = 1, /* first message of a worker */
  HF_WIRE_HEADER,    /* one image of a file; the file is done when frame + 1 == n_frames */
  HF_WIRE_REFERENCE, /* a file that a DICOMDIR names; before its HEADER */
  HF_WIRE_SLICE,     /* a slice is in its slot, or why not */
  HF_WIRE_ELEMENT,   /* of a data set; the last one of a file says so */
  /* viewer -> loader; all of these carry a descriptor */
  HF_WIRE_SCAN,
  HF_WIRE_VOLUME, /* memfd of the voxels */
  HF_WIRE_DECODE,
  HF_WIRE_DUMP, /* as SCAN; answered by ELEMENTs */
  HF_N_WIRE_TYPES
} HfWireType;

typedef struct {
  guint32 version;      /* HF_WIRE_VERSION */
  guint32 has_landlock; /* boolean */
  guint32 has_seccomp;
} HfWireHello;

typedef struct {
  guint32 file;
  char path[HF_MAX_REFERENCE]; /* components with '/' between them, as in the DICOMDIR */
} HfWireReference;

typedef struct {
  guint32 k;
  guint32 code; /* HfCode: OK, TRUNCATED_SLICE (the rest is padding), or why not */
  gint32 low;   /* voxels, without padding; low > high: all is padding */
  gint32 high;
  guint32 n_padding;
  guint32 n_missing;     /* the last voxels, where the file ends before them: they are padding */
  guint32 n_clipped_low; /* values that did not fit into int16 */
  guint32 n_clipped_high;
  char reason[HF_TEXT_LENGTH]; /* as that of a header */
} HfWireSlice;

typedef struct {
  guint32 is_last; /* boolean: no element, but the end; code and value say what broke */
  guint32 code;    /* HfCode */
  guint32 tag;     /* group << 16 | element */
  guint32 depth;   /* sequences that it is in */
  guint32 item;    /* number of the item in the innermost */
  guint32 is_undefined;
  guint32 is_cut; /* value is not all */
  char vr[4];
  guint64 length;
  char name[96];
  char value[HF_MAX_VALUE]; /* text in the file's character set, or a number as text */
} HfWireElement;

typedef struct {
  guint32 file;
} HfWireScan;

typedef struct {
  guint64 bytes;
} HfWireVolume;

/* voxel = round ((slope * stored + intercept - offset) / scale) */
typedef struct {
  guint32 k;
  guint32 pitch; /* voxels from row to row */
  guint64 at;    /* bytes from the start of the memfd to the slice's first voxel */
  double scale;
  double offset;
  HfHeader header; /* of the frame; its file is the descriptor */
} HfWireDecode;

typedef struct {
  guint32 type; /* HfWireType */
  guint32 unused;
  union {
    HfWireHello hello;
    HfHeader header;
    HfWireReference reference;
    HfWireSlice slice;
    HfWireElement element;
    HfWireScan scan;
    HfWireVolume volume;
    HfWireDecode decode;
  };
} HfWireMessage;

typedef enum { HF_WIRE_DONE, HF_WIRE_AGAIN, HF_WIRE_CLOSED, HF_WIRE_BAD } HfWireResult;

/* fd: a descriptor to send along, or -1. AGAIN: the socket is full (with dont_wait). */
HfWireResult hf_wire_send (int socket, const HfWireMessage *message, int fd, gboolean dont_wait);
/* fd: the descriptor that came along (close it), or -1. BAD: not a message of ours: end the peer. */
HfWireResult hf_wire_receive (int socket, HfWireMessage *message, int *fd, gboolean dont_wait);
gsize hf_wire_size (guint32 type); /* bytes of a message of that type; 0: no such type */
gboolean hf_wire_check (HfWireMessage *message, gsize bytes, gboolean has_fd);

G_END_DECLS
