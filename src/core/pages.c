/* In front of what the caller gets lies a page that knows how many bytes there are. */
#include "core/pages.h"

#include <sys/mman.h>

#define HEAD 4096
#define HUGE_PAGE (2u << 20)

gpointer
hf_pages_new (gsize bytes)
{
  gsize *head = MAP_FAILED;

  if (bytes <= G_MAXSIZE - HEAD)
    head = mmap (NULL, bytes + HEAD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (head == MAP_FAILED)
    return NULL;
  if (bytes > 2 * HUGE_PAGE)
    madvise (head, bytes + HEAD, MADV_HUGEPAGE);
  *head = bytes + HEAD;
  return (char *) head + HEAD;
}

void
hf_pages_free (gpointer memory)
{
  gsize *head;

  if (!memory)
    return;
  head = (gsize *) ((char *) memory - HEAD);
  munmap (head, *head);
}
