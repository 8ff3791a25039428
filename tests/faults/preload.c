/*
 * Records and fails file calls from inside a program, where tracing from outside is not allowed.
 *
 * Loaded by LD_PRELOAD. It looks only at files in the folder FAULT_FOLDER (and, for the record, at
 * what is written to standard output), and is told what to do by the environment:
 *
 *   FAULT_LOG    record every successful call in this file, one per line, fields by tabs:
 *                call, handle, flags, position (or -), path, other path, data in hexadecimal
 *   FAULT_CALL   the call to fail, FAULT_ERROR (EIO or ENOSPC) with what,
 *   FAULT_FROM   from which such call on, FAULT_STICKY=1 every one after it too
 *
 * For programs with one thread, as a company file belongs to one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int log_file = -1;
static const char *folder = "", *call_to_fail = "";
static size_t folder_length;
static int failing_error, is_sticky;
static long first_to_fail, seen;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("FAULT_FOLDER");
    if (text) folder = text;
    folder_length = strlen(folder);
    if ((text = getenv("FAULT_LOG")))
        log_file = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if ((text = getenv("FAULT_CALL"))) call_to_fail = text;
    if ((text = getenv("FAULT_ERROR"))) failing_error = strcmp(text, "ENOSPC") ? EIO : ENOSPC;
    if ((text = getenv("FAULT_FROM"))) first_to_fail = atol(text);
    is_sticky = getenv("FAULT_STICKY") != NULL;
}

static int is_ours(const char *path)
{
    return folder_length && !strncmp(path, folder, folder_length)
        && (path[folder_length] == '/' || !path[folder_length]);
}

/* The name of an open file at this moment; a renamed one has its new name. */
static void path_of_handle(int handle, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static void full_path(int at, const char *name, char *path)
{
    char start[PATH_MAX];
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return;
    }
    if (at != AT_FDCWD) path_of_handle(at, start);
    else if (!getcwd(start, sizeof start)) start[0] = 0;
    if (snprintf(path, PATH_MAX, "%s/%s", start, name) >= PATH_MAX) path[0] = 0;
}

static int fails(const char *call, const char *path)
{
    if (!first_to_fail || strcmp(call, call_to_fail) || !is_ours(path)) return 0;
    seen++;
    if (seen != first_to_fail && !(is_sticky && seen > first_to_fail)) return 0;
    errno = failing_error;
    return 1;
}

static void note(const char *call, int handle, const char *flags, long long position,
                 const char *path, const char *other, const void *data, size_t length)
{
    if (log_file < 0 || !(is_ours(path) || is_ours(other) || (handle == 1 && length))) return;
    int kept_errno = errno;
    char *line = malloc(3 * PATH_MAX + 2 * length);
    int at = snprintf(line, 3 * PATH_MAX, "%s\t%d\t%s\t", call, handle, flags);
    at += position < 0 ? sprintf(line + at, "-\t") : sprintf(line + at, "%lld\t", position);
    at += snprintf(line + at, 2 * PATH_MAX + 64, "%s\t%s\t", path, other);
    for (size_t number = 0; number < length; number++) {
        unsigned char byte = ((const unsigned char *)data)[number];
        line[at++] = "0123456789abcdef"[byte >> 4];
        line[at++] = "0123456789abcdef"[byte & 15];
    }
    line[at++] = '\n';
    if (syscall(SYS_write, log_file, line, at) != at) abort();
    free(line);
    errno = kept_errno;
}

static int opened(int at, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    full_path(at, name, path);
    if (fails("openat", path)) return -1;
    int handle = syscall(SYS_openat, at, name, flags, mode);
    if (handle >= 0) {
        char words[64];
        snprintf(words, sizeof words, "%s%s", flags & O_CREAT ? "O_CREAT|" : "",
                 flags & O_TRUNC ? "O_TRUNC|" : "");
        note("openat", handle, words, -1, path, "", NULL, 0);
    }
    return handle;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE(flags) return opened(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE(flags) return opened(at, name, flags, mode); }
int creat(const char *name, mode_t mode)
{
    return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

static ssize_t written(const char *call, int handle, const void *data, size_t length, off_t position)
{
    char path[PATH_MAX];
    path_of_handle(handle, path);
    if (fails(call, path)) return -1;
    ssize_t count;
    if (position < 0) {
        count = syscall(SYS_write, handle, data, length);
        /* Where it went is only known afterwards, as the file may be open for appending. */
        off_t end = lseek(handle, 0, SEEK_CUR);
        if (count > 0) note(call, handle, "", end < 0 ? -1 : end - count, path, "", data, count);
    } else {
        count = syscall(SYS_pwrite64, handle, data, length, position);
        if (count > 0) note(call, handle, "", position, path, "", data, count);
    }
    return count;
}

ssize_t write(int handle, const void *data, size_t length) { return written("write", handle, data, length, -1); }
ssize_t pwrite(int handle, const void *data, size_t length, off_t at) { return written("pwrite64", handle, data, length, at); }
ssize_t pwrite64(int handle, const void *data, size_t length, off64_t at) { return written("pwrite64", handle, data, length, at); }

/* Gathered writes go out piece by piece: the same bytes, and short writes are allowed. */
ssize_t writev(int handle, const struct iovec *pieces, int count)
{
    ssize_t total = 0;
    for (int number = 0; number < count; number++) {
        ssize_t step = written("writev", handle, pieces[number].iov_base, pieces[number].iov_len, -1);
        if (step < 0) return total ? total : -1;
        total += step;
        if ((size_t)step < pieces[number].iov_len) break;
    }
    return total;
}

static int resized(int handle, off_t size)
{
    char path[PATH_MAX];
    path_of_handle(handle, path);
    if (fails("ftruncate", path)) return -1;
    int result = syscall(SYS_ftruncate, handle, size);
    if (!result) note("ftruncate", handle, "", size, path, "", NULL, 0);
    return result;
}

int ftruncate(int handle, off_t size) { return resized(handle, size); }
int ftruncate64(int handle, off64_t size) { return resized(handle, size); }

static int synced(const char *call, long number, int handle)
{
    char path[PATH_MAX];
    path_of_handle(handle, path);
    if (fails(call, path)) return -1;
    int result = syscall(number, handle);
    if (!result) note(call, handle, "", -1, path, "", NULL, 0);
    return result;
}

int fsync(int handle) { return synced("fsync", SYS_fsync, handle); }
int fdatasync(int handle) { return synced("fdatasync", SYS_fdatasync, handle); }

static int moved(const char *call, int at, const char *name, int to_at, const char *to)
{
    char path[PATH_MAX], other[PATH_MAX];
    full_path(at, name, path);
    full_path(to_at, to, other);
    if (fails(call, is_ours(path) ? path : other)) return -1;
    int result = strcmp(call, "rename") ? syscall(SYS_linkat, at, name, to_at, to, 0)
                                        : syscall(SYS_renameat2, at, name, to_at, to, 0);
    if (!result) note(call, -1, "", -1, path, other, NULL, 0);
    return result;
}

int rename(const char *name, const char *to) { return moved("rename", AT_FDCWD, name, AT_FDCWD, to); }
int renameat(int at, const char *name, int to_at, const char *to) { return moved("rename", at, name, to_at, to); }
int link(const char *name, const char *to) { return moved("link", AT_FDCWD, name, AT_FDCWD, to); }
int linkat(int at, const char *name, int to_at, const char *to, int flags)
{
    (void)flags; /* about symbolic links, which a company file is not */
    return moved("link", at, name, to_at, to);
}

static int removed(int at, const char *name, int flags)
{
    char path[PATH_MAX];
    full_path(at, name, path);
    if (fails("unlink", path)) return -1;
    int result = syscall(SYS_unlinkat, at, name, flags);
    if (!result && !(flags & AT_REMOVEDIR)) note("unlink", -1, "", -1, path, "", NULL, 0);
    return result;
}

int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int at, const char *name, int flags) { return removed(at, name, flags); }

/* Only seen, so that the reader can refuse what the simulated disk does not know. */
static void *mapped(void *address, size_t length, int protection, int flags, int handle, off_t at)
{
    void *result = (void *)syscall(SYS_mmap, address, length, protection, flags, handle, at);
    if (result != MAP_FAILED && handle >= 0 && (flags & MAP_SHARED) && (protection & PROT_WRITE)) {
        char path[PATH_MAX];
        path_of_handle(handle, path);
        note("mmap", handle, "", -1, path, "", NULL, 0);
    }
    return result;
}

void *mmap(void *address, size_t length, int protection, int flags, int handle, off_t at)
{
    return mapped(address, length, protection, flags, handle, at);
}
void *mmap64(void *address, size_t length, int protection, int flags, int handle, off64_t at)
{
    return mapped(address, length, protection, flags, handle, at);
}
