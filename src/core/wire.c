/* Messages: sizes, checks, sending and receiving. See unix(7) and cmsg(3). */
#include "core/wire.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define HEAD G_STRUCT_OFFSET (HfWireMessage, hello)

static const struct {
  gsize size;
  gboolean has_fd;
} types[HF_N_WIRE_TYPES] = {
  [HF_WIRE_HELLO] = { sizeof (HfWireHello), FALSE },
  [HF_WIRE_HEADER] = { sizeof (HfHeader), FALSE },
  [HF_WIRE_REFERENCE] = { sizeof (HfWireReference), FALSE },
  [HF_WIRE_SLICE] = { sizeof (HfWireSlice), FALSE },
  [HF_WIRE_SCAN] = { sizeof (HfWireScan), TRUE },
  [HF_WIRE_VOLUME] = { sizeof (HfWireVolume), TRUE },
  [HF_WIRE_DECODE] = { sizeof (HfWireDecode), TRUE },
  [HF_WIRE_ELEMENT] = { sizeof (HfWireElement), FALSE },
  [HF_WIRE_DUMP] = { sizeof (HfWireScan), TRUE },
};

gsize
hf_wire_size (guint32 type)
{
  return type < HF_N_WIRE_TYPES && types[type].size ? HEAD + types[type].size : 0;
}

static gboolean
check_text (char *text, gsize size)
{
  return memchr (text, 0, size) != NULL;
}

static gboolean
check_header (HfHeader *header)
{
  if (!hf_header_check (header, NULL) || header->file >= HF_MAX_FILES)
    return FALSE;
  return header->n_frames >= 1 && header->n_frames <= HF_MAX_FRAMES &&
         header->frame < header->n_frames &&
         (guint64) header->rows * header->columns <= HF_MAX_PIXELS;
}

static gboolean
check_slice (HfWireSlice *slice)
{
  const guint32 most = HF_MAX_PIXELS;

  if (!check_text (slice->reason, sizeof slice->reason))
    return FALSE;
  hf_header_end_reason (slice->reason);
  return slice->code < HF_N_CODES && slice->k < HF_MAX_FILES && slice->n_padding <= most &&
         slice->n_clipped_low <= most && slice->n_clipped_high <= most &&
         slice->low >= G_MININT16 && slice->low <= G_MAXINT16 && slice->high >= G_MININT16 &&
         slice->high <= G_MAXINT16;
}

static gboolean
check_element (HfWireElement *element)
{
  return element->is_last <= 1 && element->code < HF_N_CODES && element->depth <= HF_MAX_DEPTH &&
         element->is_undefined <= 1 && element->is_cut <= 1 &&
         check_text (element->vr, sizeof element->vr) && strlen (element->vr) == 2 &&
         check_text (element->name, sizeof element->name) &&
         check_text (element->value, sizeof element->value);
}

/* The loader checks too: what it writes must lie where it was told, and nowhere else. */
static gboolean
check_decode (HfWireDecode *decode)
{
  return check_header (&decode->header) && decode->header.code == HF_CODE_OK &&
         decode->header.rows > 0 && decode->header.columns > 0 &&
         decode->pitch >= decode->header.columns && decode->pitch <= HF_MAX_PITCH &&
         decode->at <= G_MAXINT64 / 2 && decode->k < HF_MAX_FILES && isfinite (decode->scale) &&
         decode->scale > 0 && isfinite (decode->offset);
}

/* Whether this is a message that its type allows. */
gboolean
hf_wire_check (HfWireMessage *message, gsize bytes, gboolean has_fd)
{
  if (bytes < HEAD || message->type >= HF_N_WIRE_TYPES || !types[message->type].size ||
      bytes != hf_wire_size (message->type) || has_fd != types[message->type].has_fd)
    return FALSE;
  switch ((HfWireType) message->type) {
  case HF_WIRE_HELLO:
    return message->hello.version == HF_WIRE_VERSION && message->hello.has_landlock <= 1 &&
           message->hello.has_seccomp <= 1;
  case HF_WIRE_HEADER:
    return check_header (&message->header);
  case HF_WIRE_REFERENCE:
    return message->reference.file < HF_MAX_FILES &&
           check_text (message->reference.path, sizeof message->reference.path);
  case HF_WIRE_SLICE:
    return check_slice (&message->slice);
  case HF_WIRE_ELEMENT:
    return check_element (&message->element);
  case HF_WIRE_DUMP:
  case HF_WIRE_SCAN:
    return message->scan.file < HF_MAX_FILES;
  case HF_WIRE_VOLUME:
    return message->volume.bytes > 0 && message->volume.bytes <= G_MAXINT64 / 2;
  case HF_WIRE_DECODE:
    return check_decode (&message->decode);
  case HF_N_WIRE_TYPES:
    break;
  }
  return FALSE;
}

HfWireResult
hf_wire_send (int socket, const HfWireMessage *message, int fd, gboolean dont_wait)
{
  struct iovec part = { (void *) message, hf_wire_size (message->type) };
  union {
    char bytes[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { 0 };
  struct msghdr packet = { .msg_iov = &part, .msg_iovlen = 1 };
  gssize sent;

  if (fd >= 0) {
    packet.msg_control = control.bytes;
    packet.msg_controllen = sizeof control.bytes;
    struct cmsghdr *head = CMSG_FIRSTHDR (&packet);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN (sizeof (int));
    memcpy (CMSG_DATA (head), &fd, sizeof fd);
  }
  do
    sent = sendmsg (socket, &packet, MSG_NOSIGNAL | (dont_wait ? MSG_DONTWAIT : 0));
  while (sent < 0 && errno == EINTR);
  if (sent >= 0)
    return HF_WIRE_DONE;
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == ETOOMANYREFS ? HF_WIRE_AGAIN
                                                                          : HF_WIRE_CLOSED;
}

/* Takes the descriptors out of the packet; keeps the first and closes what nobody asked for. */
static int
take_descriptor (struct msghdr *packet)
{
  int kept = -1;

  for (struct cmsghdr *head = CMSG_FIRSTHDR (packet); head; head = CMSG_NXTHDR (packet, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
      continue;
    for (gsize n = 0; n < (head->cmsg_len - CMSG_LEN (0)) / sizeof (int); n++) {
      int fd;

      memcpy (&fd, CMSG_DATA (head) + n * sizeof fd, sizeof fd);
      if (kept < 0)
        kept = fd;
      else
        close (fd);
    }
  }
  return kept;
}

HfWireResult
hf_wire_receive (int socket, HfWireMessage *message, int *fd, gboolean dont_wait)
{
  struct iovec part = { message, sizeof *message };
  union {
    char bytes[CMSG_SPACE (4 * sizeof (int))];
    struct cmsghdr align;
  } control = { 0 };
  struct msghdr packet = { .msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes };
  gssize got;

  *fd = -1;
  do
    got = recvmsg (socket, &packet, MSG_CMSG_CLOEXEC | (dont_wait ? MSG_DONTWAIT : 0));
  while (got < 0 && errno == EINTR);
  if (got < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK ? HF_WIRE_AGAIN : HF_WIRE_CLOSED;
  if (got == 0)
    return HF_WIRE_CLOSED;
  *fd = take_descriptor (&packet);
  if (!(packet.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) && hf_wire_check (message, got, *fd >= 0))
    return HF_WIRE_DONE;
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
  return HF_WIRE_BAD;
}
