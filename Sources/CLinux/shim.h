#pragma once

// What Swift's Glibc module leaves out.
#include <fcntl.h>
#include <sys/epoll.h>
#include <stdio.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
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

/// A descriptor that can be read once a process has ended, until which time it must not be reaped; below zero where there
/// is none.
static inline int linux_process(int process) {
    extern long syscall(long, ...);
    return (int)syscall(434 /* pidfd_open */, process, 0);
}

/// Starts a program as a child that the kernel ends with the thread that calls this.
///
/// It runs in `folder`, where that is not null. It is a process group of its own; it gets `socket` as descriptor 3, nothing on its standard input, the standard error
/// for its output too, and no other descriptor. No signal is blocked or ignored. Returns its number, or the error's below
/// zero.
static inline int linux_start(
    const char *path, const char *folder, char *const *words, char *const *variables, int socket
) {
    extern int vfork(void);
    extern int prctl(int, unsigned long, ...);
    extern int chdir(const char *);
    extern int getppid(void), getpid(void), setpgid(int, int), dup2(int, int), close(int);
    extern int execve(const char *, char *const *, char *const *);
    extern int *__errno_location(void);
    // Above what is given away, so that nothing is written over before it is used.
    int end = fcntl(socket, F_DUPFD_CLOEXEC, 10);
    if (end < 0) return -*__errno_location();
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int parent = getpid();
    volatile int failure = 0;
    // The child has the parent's memory until it is another program: none of the parent's handlers may run in it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int child = vfork();
    if (child == 0) {
        struct sigaction standard = {0};
        for (int number = 1; number < NSIG; number += 1) sigaction(number, &standard, 0);
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, 0);
        // PR_SET_PDEATHSIG, SIGKILL: the parent may be gone already.
        prctl(1, 9UL);
        if (getppid() != parent) linux_exit(127);
        setpgid(0, 0);
        dup2(end, 3);
        if (null >= 0) dup2(null, 0);
        dup2(2, 1);
        linux_close_from(4);
        if (folder && chdir(folder) != 0) {
            failure = *__errno_location();
            linux_exit(127);
        }
        execve(path, words, variables);
        failure = *__errno_location();
        linux_exit(127);
    }
    int result = child < 0 ? -*__errno_location() : child;
    pthread_sigmask(SIG_SETMASK, &before, 0);
    close(end);
    if (null >= 0) close(null);
    if (child > 0 && failure) {
        extern int waitpid(int, int *, int);
        waitpid(child, 0, 0);
        return -failure;
    }
    return result;
}

/// How many descriptors one message can carry, which is the kernel's own bound.
#define LINUX_MOST_DESCRIPTORS 253

/// Sends bytes, and descriptors with the first of them.
///
/// Returns how many bytes were sent; -1 with `errno` where none were.
static inline long linux_send_descriptors(
    int socket, const void *bytes, unsigned long count, const int *descriptors, int descriptor_count) {
    union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof(int) * LINUX_MOST_DESCRIPTORS)]; } control;
    struct iovec part = {(void *)bytes, count};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (descriptor_count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (unsigned long)descriptor_count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (unsigned long)descriptor_count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (unsigned long)descriptor_count);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

/// Receives bytes, and the descriptors that were sent with them, which no child process gets.
///
/// `descriptors` has room for `LINUX_MOST_DESCRIPTORS`. Returns how many bytes were received; 0 at the end, -1 with `errno`.
static inline long linux_receive_descriptors(
    int socket, void *bytes, unsigned long count, int *descriptors, int *descriptor_count) {
    union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof(int) * LINUX_MOST_DESCRIPTORS)]; } control;
    struct iovec part = {bytes, count};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    *descriptor_count = 0;
    long received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (received < 0) return received;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int found = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(descriptors + *descriptor_count, CMSG_DATA(header), sizeof(int) * (unsigned long)found);
        *descriptor_count += found;
    }
    return received;
}
