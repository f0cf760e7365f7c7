// Announces to the thread sanitizer the locks that Swift's Mutex takes and gives back by futex on Linux, in a library that is
// not built for it: preloaded, these stand before the library's own functions.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define swiftcc __attribute__((swiftcall))
#define swiftself __attribute__((swift_context))

// Where a program is not built for the thread sanitizer there are none.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

swiftcc void lock(uint32_t thread, swiftself void *mutex) __asm__(LOCK);
swiftcc bool try_lock(swiftself void *mutex) __asm__(TRY_LOCK);
swiftcc void unlock(swiftself void *mutex) __asm__(UNLOCK);

swiftcc void lock(uint32_t thread, swiftself void *mutex) {
    ((swiftcc void (*)(uint32_t, swiftself void *))dlsym(RTLD_NEXT, LOCK))(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

swiftcc bool try_lock(swiftself void *mutex) {
    bool is_locked = ((swiftcc bool (*)(swiftself void *))dlsym(RTLD_NEXT, TRY_LOCK))(mutex);
    if (is_locked && __tsan_acquire) __tsan_acquire(mutex);
    return is_locked;
}

swiftcc void unlock(swiftself void *mutex) {
    if (__tsan_release) __tsan_release(mutex);
    ((swiftcc void (*)(swiftself void *))dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
