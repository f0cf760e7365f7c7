// Counts a program's allocations into a file that another process can read: LD_PRELOAD this library and name the file
// in ALLOCATION_COUNTER_FILE. It holds three native 64-bit numbers: allocations, bytes ever allocated, bytes held now.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct counts { int64_t allocations, allocated, held; };

static struct counts uncounted;
static struct counts *counts = &uncounted;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void (*next_free)(void *);
static int (*next_posix_memalign)(void **, size_t, size_t);
static void *(*next_aligned_alloc)(size_t, size_t);
static size_t (*next_usable_size)(void *);

// What dlsym itself allocates while the functions behind ours are looked up.
static _Alignas(16) char early[8192];
static size_t early_used;

static int is_early(const void *memory) {
    return (const char *)memory >= early && (const char *)memory < early + sizeof early;
}

static void *allocate_early(size_t size) {
    size_t start = early_used;
    early_used += (size + 15) & ~(size_t)15;
    if (early_used > sizeof early) abort();
    return early + start;
}

// Runs at the first allocation, which comes before any thread and any constructor.
static void set_up(void) {
    static int is_running;
    if (is_running) return;
    is_running = 1;
    next_free = dlsym(RTLD_NEXT, "free");
    next_calloc = dlsym(RTLD_NEXT, "calloc");
    next_realloc = dlsym(RTLD_NEXT, "realloc");
    next_posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    next_aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    next_usable_size = dlsym(RTLD_NEXT, "malloc_usable_size");
    next_malloc = dlsym(RTLD_NEXT, "malloc");
    const char *path = getenv("ALLOCATION_COUNTER_FILE");
    int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    if (ftruncate(file, sizeof(struct counts)) == 0) {
        void *memory = mmap(NULL, sizeof(struct counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (memory != MAP_FAILED) counts = memory;
    }
    close(file);
}

static int is_ready(void) {
    if (!next_malloc) set_up();
    return next_malloc != NULL;
}

static void *count(void *memory) {
    if (memory == NULL) return NULL;
    int64_t size = (int64_t)next_usable_size(memory);
    __atomic_fetch_add(&counts->allocations, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&counts->allocated, size, __ATOMIC_RELAXED);
    __atomic_fetch_add(&counts->held, size, __ATOMIC_RELAXED);
    return memory;
}

static void uncount(void *memory) {
    __atomic_fetch_sub(&counts->held, (int64_t)next_usable_size(memory), __ATOMIC_RELAXED);
}

void *malloc(size_t size) {
    return is_ready() ? count(next_malloc(size)) : allocate_early(size);
}

void *calloc(size_t number, size_t size) {
    return is_ready() ? count(next_calloc(number, size)) : allocate_early(number * size);
}

void *realloc(void *memory, size_t size) {
    if (memory == NULL) return malloc(size);
    if (is_early(memory)) {
        void *moved = malloc(size);
        size_t rest = (size_t)(early + sizeof early - (char *)memory);
        return moved ? memcpy(moved, memory, size < rest ? size : rest) : NULL;
    }
    uncount(memory);
    return count(next_realloc(memory, size));
}

void free(void *memory) {
    if (memory == NULL || is_early(memory)) return;
    uncount(memory);
    next_free(memory);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (!is_ready()) return ENOMEM;
    int failure = next_posix_memalign(memory, alignment, size);
    if (failure == 0) count(*memory);
    return failure;
}

void *aligned_alloc(size_t alignment, size_t size) {
    if (!is_ready()) return NULL;
    return count(next_aligned_alloc(alignment, size));
}

// Without this, what a program measures of early memory would be asked of an allocator that does not know it.
size_t malloc_usable_size(void *memory) {
    if (memory == NULL || is_early(memory)) return 0;
    return next_usable_size(memory);
}
