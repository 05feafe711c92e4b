/* LD_PRELOAD: a loader process that went wrong at one place. HF_LIE: "hang" (never answers about slice 3), "slice" (answers
   about another slice), "place" (a header with a position that is none), "short" (half a message), "frames" (says that it
   has told one of many frames, for ever). */
#include "core/wire.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HANGING_SLICE 3

static gboolean
is_lie (const char *lie)
{
  const char *wanted = getenv ("HF_LIE");

  return wanted && strcmp (wanted, lie) == 0;
}

static void
spoil (HfWireMessage *message, struct iovec *part)
{
  if (message->type == HF_WIRE_SLICE && message->slice.k == HANGING_SLICE && is_lie ("hang"))
    for (;;)
      pause ();
  if (message->type == HF_WIRE_SLICE && is_lie ("slice"))
    message->slice.k++;
  if (message->type == HF_WIRE_SLICE && is_lie ("short"))
    part->iov_len /= 2;
  if (message->type == HF_WIRE_HEADER && is_lie ("place"))
    message->header.position[1] = NAN;
  if (message->type == HF_WIRE_HEADER && is_lie ("frames"))
    message->header.n_frames = 2;
}

ssize_t
sendmsg (int socket, const struct msghdr *packet, int flags)
{
  static ssize_t (*real) (int, const struct msghdr *, int);
  struct iovec part = packet->msg_iov[0];
  struct msghdr changed = *packet;
  HfWireMessage message;

  if (!real)
    real = (ssize_t (*) (int, const struct msghdr *, int)) dlsym (RTLD_NEXT, "sendmsg");
  memcpy (&message, part.iov_base, MIN (part.iov_len, sizeof message));
  spoil (&message, &part);
  part.iov_base = &message;
  changed.msg_iov = &part;
  while (message.type == HF_WIRE_HEADER && is_lie ("frames") && real (socket, &changed, flags) >= 0)
    ;
  return real (socket, &changed, flags);
}
