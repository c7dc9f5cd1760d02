/* Loaded before a program's own libraries, it kills the program at its call number STOP_AT, from 1, of those that change
   what a folder holds or put something on disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void step(void) {
    static long left;
    if (left == 0) left = atol(getenv("STOP_AT"));
    if (--left == 0) kill(getpid(), SIGKILL);
}

#define STOPPED(name, parameters, arguments)                        \
    int name parameters {                                           \
        int(*real) parameters = (int(*) parameters)dlsym(RTLD_NEXT, #name); \
        step();                                                     \
        return real arguments;                                      \
    }

STOPPED(rename, (const char *from, const char *to), (from, to))
STOPPED(link, (const char *from, const char *to), (from, to))
STOPPED(linkat, (int in, const char *from, int beside, const char *to, int flags), (in, from, beside, to, flags))
STOPPED(unlink, (const char *name), (name))
STOPPED(fsync, (int file), (file))
STOPPED(fdatasync, (int file), (file))
