/* Another time of day for one program: LD_PRELOAD this, and CLOCK_AHEAD_S says by how many seconds its clock is ahead.
 * Only the real-time clock moves, and the times that fstat tells of files, with which programs compare it. The monotonic
 * clock does not: whoever waits ten seconds waits ten seconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "fstat64 is fstat where words have 64 bits");

static time_t ahead;
static int (*the_clock)(clockid_t, struct timespec *);
static int (*the_fstat)(int, struct stat *);

__attribute__((constructor)) static void look_at_the_calendar(void)
{
    const char *said = getenv("CLOCK_AHEAD_S");
    ahead = said ? strtoll(said, NULL, 10) : 0;
    the_clock = dlsym(RTLD_NEXT, "clock_gettime");
    the_fstat = dlsym(RTLD_NEXT, "fstat");
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!the_clock) look_at_the_calendar(); /* other libraries' constructors may ask before ours has run */
    int failed = the_clock(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    *now = (struct timeval){.tv_sec = exact.tv_sec, .tv_usec = exact.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *told)
{
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME_COARSE, &exact)) return -1;
    if (told) *told = exact.tv_sec;
    return exact.tv_sec;
}

int fstat(int file, struct stat *found)
{
    if (!the_fstat) look_at_the_calendar();
    int failed = the_fstat(file, found);
    if (!failed) {
        found->st_atim.tv_sec += ahead;
        found->st_mtim.tv_sec += ahead;
        found->st_ctim.tv_sec += ahead;
    }
    return failed;
}

int fstat64(int file, struct stat64 *found)
{
    return fstat(file, (struct stat *)found);
}
