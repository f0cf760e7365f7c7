#pragma once
#include <time.h>

/// The time by a clock that goes on by a microsecond whenever it is looked at. GedisCore, which is linked into the same program,
/// takes it for the system's: how long a request takes on this machine decides nothing then.
int clock_gettime(clockid_t clock, struct timespec *time) __attribute__((visibility("hidden")));
