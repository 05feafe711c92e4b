/* One side of a benchmark: a program that reads a row's name on standard input, runs it once and
   answers "MILLISECONDS CHECK CPU_MILLISECONDS" on standard output (all threads). The other side is a peer_*.py with the same
   names; run compares both (see run). */
#pragma once

#include <glib.h>
#include <time.h>

typedef struct {
  const char *name;
  double (*run) (void); /* the check: a number that the peer must find too */
} BenchRow;

static gint64 bench_begin_at;
static gint64 bench_done_at; /* us; 0: the row ends when run() returns */
static clock_t bench_cpu;    /* at the begin, then of the row */

/* What came before in run() is not timed. */
static inline void
bench_begin (void)
{
  bench_cpu = clock ();
  bench_begin_at = g_get_monotonic_time ();
}

/* What follows in run() is the check, which is not timed. */
static inline void
bench_done (void)
{
  bench_done_at = g_get_monotonic_time ();
  bench_cpu = clock () - bench_cpu;
}

#define BENCH_END                                                                                  \
  {                                                                                                \
    NULL, NULL                                                                                     \
  }

static int
bench_main (const BenchRow *rows)
{
  char line[256];

  while (fgets (line, sizeof line, stdin)) {
    const BenchRow *row = rows;
    double check;

    g_strchomp (line);
    while (row->name && !g_str_equal (row->name, line))
      row++;
    if (!row->name) {
      g_printerr ("no row “%s”\n", line);
      return 2;
    }
    bench_done_at = 0;
    bench_begin ();
    check = row->run ();
    if (!bench_done_at)
      bench_done ();
    g_print ("%.3f %.9g %.3f\n", (double) (bench_done_at - bench_begin_at) / 1000, check,
             1000.0 * (double) bench_cpu / CLOCKS_PER_SEC);
    fflush (stdout);
  }
  return 0;
}
