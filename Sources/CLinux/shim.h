#pragma once

// What Swift's Glibc module leaves out.
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

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
