/* Limits, Landlock without any rule, and a list of system calls; everything else answers EPERM (not
   death: a list that kills breaks with every new libc). Where the kernel lacks one of them the
   loader goes on and says so.

   PR_SET_PDEATHSIG is not used: it fires when the *thread* that started us ends, and loading moves
   between threads. A worker whose viewer is gone reads the end of its socket, and a busy one is
   ended by its own alarm(2). */
#include "dicom/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY (1ull << 30) /* bytes of address space */
#define CPU_SECONDS 600
#define STACK (64ull << 20)

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static void
limit (int what, rlim_t value)
{
  struct rlimit old, new = { value, value };

  if (getrlimit (what, &old) == 0 && old.rlim_max != RLIM_INFINITY && old.rlim_max < value)
    new.rlim_cur = new.rlim_max = old.rlim_max;
  setrlimit (what, &new);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define __SANITIZE_ADDRESS__
#endif
#endif

/* The sanitizers of addresses and of threads reserve terabytes. */
static void
set_limits (void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit (RLIMIT_AS, MEMORY);
#endif
  limit (RLIMIT_CPU, CPU_SECONDS);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, 32);
  limit (RLIMIT_STACK, STACK);
  limit (RLIMIT_FSIZE, RLIM_INFINITY);
}

/* Every right that this kernel's Landlock knows is handled, and none is given: no path can be
   opened. Debian 12's header knows only the first ones, hence the numbers. */
static gboolean
close_paths (void)
{
  struct {
    guint64 access_fs;
    guint64 access_net;
    guint64 scoped;
  } rules = { 0 };
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, 1u);
  gsize size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int set;
  gboolean ok;

  if (version < 1)
    return FALSE;
  rules.access_fs = (1ull << 13) - 1;
  if (version >= 2)
    rules.access_fs |= 1ull << 13;
  if (version >= 3)
    rules.access_fs |= 1ull << 14;
  if (version >= 5)
    rules.access_fs |= 1ull << 15;
  if (version >= 4)
    rules.access_net = 3;
  if (version >= 6)
    rules.scoped = 3;
  set = (int) syscall (SYS_landlock_create_ruleset, &rules, size, 0);
  if (set < 0)
    return FALSE;
  ok = syscall (SYS_landlock_restrict_self, set, 0) == 0;
  close (set);
  return ok;
}

/* What decoding needs, on descriptors that we were given. */
static const int allowed[] = {
  SYS_read,
  SYS_pread64,
  SYS_readv,
  SYS_write,
  SYS_pwrite64,
  SYS_writev,
  SYS_close,
  SYS_fstat,
  SYS_lseek,
  SYS_fcntl,
  SYS_recvmsg,
  SYS_sendmsg,
  SYS_mmap,
  SYS_munmap,
  SYS_mprotect,
  SYS_mremap,
  SYS_madvise,
  SYS_brk,
  SYS_futex,
  SYS_rt_sigaction,
  SYS_rt_sigprocmask,
  SYS_rt_sigreturn,
  SYS_exit,
  SYS_exit_group,
  SYS_clock_gettime,
  SYS_gettimeofday,
  SYS_getpid,
  SYS_gettid,
  SYS_restart_syscall,
  SYS_sched_yield,
  SYS_sched_getaffinity,
  SYS_getrandom,
  SYS_set_robust_list,
  SYS_rseq,
  SYS_setitimer,
#ifdef __SANITIZE_ADDRESS__
  SYS_sigaltstack, /* asked for at every longjmp, which is how JPEG tells of what it cannot read */
#endif
#ifdef SYS_alarm
  SYS_alarm,
#endif
};

#define LOAD(field) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, field))
#define ANSWER(value) BPF_STMT (BPF_RET | BPF_K, value)
#define IF_EQUAL(value, yes, no) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)

static gboolean
close_calls (void)
{
#ifdef ARCHITECTURE
  struct sock_filter program[2 * G_N_ELEMENTS (allowed) + 16];
  struct sock_fprog filter = { .filter = program };
  guint n = 0;

  program[n++] = (struct sock_filter) LOAD (arch);
  program[n++] = (struct sock_filter) IF_EQUAL (ARCHITECTURE, 1, 0);
  program[n++] = (struct sock_filter) ANSWER (SECCOMP_RET_KILL_PROCESS);
  program[n++] = (struct sock_filter) LOAD (nr);
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++) {
    program[n++] = (struct sock_filter) IF_EQUAL (allowed[i], 0, 1);
    program[n++] = (struct sock_filter) ANSWER (SECCOMP_RET_ALLOW);
  }
  /* An abort() of GDCM must end us, as any signal to ourselves may. */
  program[n++] = (struct sock_filter) IF_EQUAL (SYS_tgkill, 0, 3);
  program[n++] = (struct sock_filter) LOAD (args[0]);
  program[n++] = (struct sock_filter) IF_EQUAL ((guint32) getpid (), 0, 1);
  program[n++] = (struct sock_filter) ANSWER (SECCOMP_RET_ALLOW);
  program[n++] = (struct sock_filter) ANSWER (SECCOMP_RET_ERRNO | EPERM);
  filter.len = n;
  return prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
#else
  return FALSE;
#endif
}

HfSandbox
hf_sandbox_enter (void)
{
  HfSandbox sandbox = { FALSE, FALSE };

  prctl (PR_SET_DUMPABLE, 0);
  set_limits ();
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return sandbox;
  sandbox.has_landlock = close_paths ();
  sandbox.has_seccomp = close_calls ();
  return sandbox;
}
