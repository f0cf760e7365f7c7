#include "SteadyClock.h"

int clock_gettime(clockid_t clock, struct timespec *time) {
    static _Atomic long long looks;
    (void)clock;
    long long nanoseconds = 1000000000000 + 1000 * ++looks;
    time->tv_sec = nanoseconds / 1000000000;
    time->tv_nsec = nanoseconds % 1000000000;
    return 0;
}
