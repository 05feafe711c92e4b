/* The laws: a message arrives as it was sent, with its descriptor; whatever else arrives is refused,
   leaves no descriptor open, and changes nothing. */
#include "core/wire.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];

static guint
count_descriptors (void)
{
  DIR *folder = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (folder))
    n++;
  closedir (folder);
  return n;
}

static HfWireMessage
decode_message (void)
{
  HfWireMessage message = { .type = HF_WIRE_DECODE };
  HfHeader *header = &message.decode.header;

  message.decode.pitch = 64;
  message.decode.scale = 1;
  *header = (HfHeader){ .version = HF_HEADER_VERSION,
                        .n_frames = 1,
                        .columns = 64,
                        .rows = 32,
                        .bits_allocated = 16,
                        .bits_stored = 16,
                        .high_bit = 15,
                        .samples_per_pixel = 1,
                        .slope = 1,
                        .pixel_offset = 100,
                        .pixel_length = 4096 };
  return message;
}

static void
test_arrives (void)
{
  HfWireMessage sent = decode_message (), got;
  int file = open ("/dev/null", O_RDONLY | O_CLOEXEC), fd;
  guint before = count_descriptors ();

  strcpy (sent.decode.header.patient_name, "Phantom");
  g_assert_cmpint (hf_wire_send (ends[0], &sent, file, FALSE), ==, HF_WIRE_DONE);
  g_assert_cmpint (hf_wire_receive (ends[1], &got, &fd, FALSE), ==, HF_WIRE_DONE);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  g_assert_cmpmem (&sent, hf_wire_size (HF_WIRE_DECODE), &got, hf_wire_size (HF_WIRE_DECODE));
  close (fd);
  g_assert_cmpuint (count_descriptors (), ==, before);
  g_assert_cmpint (hf_wire_receive (ends[1], &got, &fd, TRUE), ==, HF_WIRE_AGAIN);
  close (file);
}

static HfWireResult
receive_raw (const void *bytes, gsize n)
{
  HfWireMessage got;
  int fd;

  g_assert_cmpint (send (ends[0], bytes, n, 0), ==, n);
  return hf_wire_receive (ends[1], &got, &fd, FALSE);
}

static void
test_sizes (void)
{
  HfWireMessage message = { .type = HF_WIRE_HELLO };
  gsize size = hf_wire_size (HF_WIRE_HELLO);

  message.hello.version = HF_WIRE_VERSION;
  g_assert_cmpint (receive_raw (&message, size), ==, HF_WIRE_DONE);
  g_assert_cmpint (receive_raw (&message, size - 1), ==, HF_WIRE_BAD);
  g_assert_cmpint (receive_raw (&message, size + 1), ==, HF_WIRE_BAD);
  g_assert_cmpint (receive_raw (&message, 1), ==, HF_WIRE_BAD);
  message.type = HF_N_WIRE_TYPES;
  g_assert_cmpint (receive_raw (&message, size), ==, HF_WIRE_BAD);
  message.type = 0;
  g_assert_cmpint (receive_raw (&message, size), ==, HF_WIRE_BAD);
}

/* A descriptor that should not be there is closed; one that should be there is missed. */
static void
test_descriptors (void)
{
  HfWireMessage hello = { .type = HF_WIRE_HELLO }, scan = { .type = HF_WIRE_SCAN }, got;
  guint before = count_descriptors ();
  int fd;

  hello.hello.version = HF_WIRE_VERSION;
  hf_wire_send (ends[0], &hello, 0, FALSE);
  g_assert_cmpint (hf_wire_receive (ends[1], &got, &fd, FALSE), ==, HF_WIRE_BAD);
  g_assert_cmpint (fd, ==, -1);
  g_assert_cmpuint (count_descriptors (), ==, before);
  g_assert_cmpint (receive_raw (&scan, hf_wire_size (HF_WIRE_SCAN)), ==, HF_WIRE_BAD);
}

static void
test_ranges (void)
{
  HfWireMessage good = decode_message (), bad;
  gsize size = hf_wire_size (HF_WIRE_DECODE);

#define REFUSED(change)                                                                            \
  bad = good;                                                                                      \
  bad.change;                                                                                      \
  g_assert_false (hf_wire_check (&bad, size, TRUE))

  g_assert_true (hf_wire_check (&good, size, TRUE));
  REFUSED (decode.pitch = 63);
  REFUSED (decode.pitch = HF_MAX_PITCH + 1);
  REFUSED (decode.scale = 0);
  REFUSED (decode.scale = NAN);
  REFUSED (decode.offset = INFINITY);
  REFUSED (decode.at = G_MAXUINT64);
  REFUSED (decode.k = HF_MAX_FILES);
  REFUSED (decode.header.version = 99);
  REFUSED (decode.header.slope = NAN);
  REFUSED (decode.header.rows = 0);
  REFUSED (decode.header.columns = 60000);
  REFUSED (decode.header.frame = 1);
  REFUSED (decode.header.file = HF_MAX_FILES);
  REFUSED (decode.header.pixel_length = G_MAXUINT64);
  REFUSED (decode.header.code = HF_CODE_CORRUPT);

  good = (HfWireMessage){ .type = HF_WIRE_SLICE };
  size = hf_wire_size (HF_WIRE_SLICE);
#undef REFUSED
#define REFUSED(change)                                                                            \
  bad = good;                                                                                      \
  bad.change;                                                                                      \
  g_assert_false (hf_wire_check (&bad, size, FALSE))

  g_assert_true (hf_wire_check (&good, size, FALSE));
  REFUSED (slice.code = HF_N_CODES);
  REFUSED (slice.low = 40000);
  REFUSED (slice.n_padding = G_MAXUINT32);
  memset (good.slice.reason, 'x', sizeof good.slice.reason); /* a text without an end */
  g_assert_false (hf_wire_check (&good, size, FALSE));
}

static void
test_closed (void)
{
  HfWireMessage got;
  int fd;

  close (ends[0]);
  g_assert_cmpint (hf_wire_receive (ends[1], &got, &fd, FALSE), ==, HF_WIRE_CLOSED);
  got.type = HF_WIRE_HELLO;
  g_assert_cmpint (hf_wire_send (ends[1], &got, -1, FALSE), ==,
                   HF_WIRE_CLOSED); /* and no SIGPIPE */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_test_add_func ("/wire/arrives", test_arrives);
  g_test_add_func ("/wire/sizes", test_sizes);
  g_test_add_func ("/wire/descriptors", test_descriptors);
  g_test_add_func ("/wire/ranges", test_ranges);
  g_test_add_func ("/wire/closed", test_closed);
  return g_test_run ();
}
