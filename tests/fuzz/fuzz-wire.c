/* Any bytes as messages from a loader that was taken over: what passes the check must be safe to use, up to series. */
#include "core/series.h"
#include "core/wire.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

/* A byte picks the type; the rest are its bytes, over a good message so that one change gets far. */
static gsize
take_message (const guint8 *bytes, gsize size, HfWireMessage *message)
{
  gsize want, length;

  memset (message, 0, sizeof *message);
  message->type = bytes[0] % (HF_N_WIRE_TYPES + 1);
  message->header.version = HF_HEADER_VERSION;
  want = hf_wire_size (message->type);
  length = MIN (size - 1, want > 8 ? want - 8 : 0);
  memcpy ((guint8 *) message + 8, bytes + 1, length);
  return length + 1;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (GArray) headers = g_array_new (FALSE, FALSE, sizeof (HfHeader));
  g_autoptr (HfSeriesList) list = NULL;

  while (size > 0) {
    HfWireMessage message;
    gsize used = take_message (bytes, size, &message);

    for (guint has_fd = 0; has_fd < 2; has_fd++)
      if (hf_wire_check (&message, hf_wire_size (message.type), has_fd) &&
          message.type == HF_WIRE_HEADER)
        g_array_append_val (headers, message.header);
    bytes += used;
    size -= used;
  }
  list = hf_series_list_new ((const HfHeader *) headers->data, headers->len);
  return 0;
}
