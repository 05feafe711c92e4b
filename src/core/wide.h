/* HF_WIDE before a function: it is built twice, for AVX2 (and the POPCNT that comes with it) and for any processor; which one
   runs is chosen when the program starts. Of functions of one file only: clang 14 cannot call them from another. No fused multiply-add: all machines round alike. */
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) &&                  \
    !defined(__SANITIZE_THREAD__) /* whose runtime is not there yet when the clone is chosen */
#define HF_WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#define HF_WIDE
#endif
