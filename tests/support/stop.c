/* Preloaded into a program, it kills the program at call number STOP_AT (from 1) of those that change a directory or sync a
   file; or makes that call fail with the error number FAIL_WITH. With NO_LINKS hard links fail, as on many file systems. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int step(void) {
    static long left;
    if (left == 0) left = atol(getenv("STOP_AT"));
    if (--left != 0) return 0;
    if (getenv("FAIL_WITH") == NULL) kill(getpid(), SIGKILL);
    errno = atoi(getenv("FAIL_WITH"));
    return 1;
}

static int refused(void) {
    if (getenv("NO_LINKS") == NULL) return 0;
    errno = EPERM;
    return 1;
}

#define STOPPED(name, parameters, arguments, forbidden)             \
    int name parameters {                                           \
        int(*real) parameters = (int(*) parameters)dlsym(RTLD_NEXT, #name); \
        if (step() || forbidden) return -1;                         \
        return real arguments;                                      \
    }

STOPPED(rename, (const char *from, const char *to), (from, to), 0)
STOPPED(link, (const char *from, const char *to), (from, to), refused())
STOPPED(linkat, (int in, const char *from, int beside, const char *to, int flags), (in, from, beside, to, flags), refused())
STOPPED(unlink, (const char *name), (name), 0)
STOPPED(fsync, (int file), (file), 0)
STOPPED(fdatasync, (int file), (file), 0)
STOPPED(rmdir, (const char *name), (name), 0)
STOPPED(mkdir, (const char *name, unsigned int mode), (name, mode), 0)
