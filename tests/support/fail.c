/* Preloaded into a program, it makes calls of the function FAIL_CALL fail with the error number FAIL_ERROR: calls FAIL_FROM
   (from 1) to FAIL_TO; with FAIL_NAME only those whose first argument is a path with this ending. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static long number(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

static int fails(const char *call, const char *path) {
    static atomic_long calls;
    const char *wanted = getenv("FAIL_CALL"), *end = getenv("FAIL_NAME");
    if (!wanted || strcmp(wanted, call)) return 0;
    if (end && (!path || strlen(path) < strlen(end) || strcmp(path + strlen(path) - strlen(end), end))) return 0;
    long call_number = ++calls;
    if (call_number < number("FAIL_FROM", 1) || call_number > number("FAIL_TO", 1L << 40)) return 0;
    errno = (int)number("FAIL_ERROR", EIO);
    return 1;
}

#define FAILING(type, name, parameters, arguments, path)                      \
    type name parameters {                                                    \
        type(*real) parameters = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
        if (fails(#name, path)) return -1;                                    \
        return real arguments;                                                \
    }

FAILING(int, rename, (const char *from, const char *to), (from, to), from)
FAILING(int, unlink, (const char *name), (name), name)
FAILING(int, rmdir, (const char *name), (name), name)
FAILING(int, mkdir, (const char *name, mode_t mode), (name, mode), name)
FAILING(int, fsync, (int file), (file), 0)
FAILING(int, fdatasync, (int file), (file), 0)
FAILING(ssize_t, pread64, (int file, void *into, size_t bytes, off_t at), (file, into, bytes, at), 0)
FAILING(ssize_t, pwrite64, (int file, const void *from, size_t bytes, off_t at), (file, from, bytes, at), 0)

int pthread_create(void *thread, const void *attributes, void *(*start)(void *), void *argument) {
    int (*real)(void *, const void *, void *(*)(void *), void *) =
        (int (*)(void *, const void *, void *(*)(void *), void *))dlsym(RTLD_NEXT, "pthread_create");
    if (fails("pthread_create", 0)) return errno;
    return real(thread, attributes, start, argument);
}
