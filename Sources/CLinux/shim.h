#pragma once

// What Swift's Glibc module leaves out.
#include <fcntl.h>
#include <sys/epoll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>

/// Accepts a connection as a descriptor that does not block and that no child process gets.
static inline int linux_accept(int descriptor) {
    // glibc declares it for GNU programs only; SOCK_NONBLOCK and SOCK_CLOEXEC are these two by definition.
    extern int accept4(int, void *, void *, int);
    return accept4(descriptor, 0, 0, O_NONBLOCK | O_CLOEXEC);
}

/// Closes a descriptor and all that are greater.
static inline int linux_close_from(unsigned int first) {
    extern int close_range(unsigned int, unsigned int, int);
    return close_range(first, ~0U, 0);
}

/// Ends the process at once, whatever stands for `_exit` in the program.
static inline __attribute__((noreturn)) void linux_exit(int code) {
    extern long syscall(long, ...);
    for (;;) syscall(SYS_exit_group, code);
}

static inline long linux_print(void *handle, const char *bytes, unsigned long count) {
    ((void (*)(const char *, unsigned long))handle)(bytes, count);
    return (long)count;
}

/// Has `handle` called with what is printed to standard output, whole lines as soon as they end, on the thread that prints.
static inline int linux_handle_output(void (*handle)(const char *, unsigned long)) {
    // glibc declares it for GNU programs only.
    struct functions { void *read; long (*write)(void *, const char *, unsigned long); void *seek; void *close; };
    extern FILE *fopencookie(void *, const char *, struct functions);
    FILE *stream = fopencookie((void *)handle, "w", (struct functions){0, linux_print, 0, 0});
    if (!stream) return -1;
    setvbuf(stream, 0, _IOLBF, 1 << 16);
    stdout = stream;
    return 0;
}
