/* A file that appears whole or not at all.
 *
 * What is written goes to a temporary name beside the file, which at the end is renamed. Where the
 * renamed file would not be what the shell's `>` leaves (other links, another owner, an access
 * list) or no name can be made there, it goes to a nameless file, and at the end over the old
 * content. Devices, pipes and our own descriptors are written straight. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif

/* To find files in a directory one need not be allowed to list it. */
#if defined O_PATH
enum { SEARCH = O_PATH };
#elif defined O_SEARCH
enum { SEARCH = O_SEARCH };
#else
enum { SEARCH = O_RDONLY };
#endif

static bool fail(struct save *s, const char *path, struct error *err)
{
    int error = errno;
    save_abandon(s);
    return error_set(err, "%s: cannot be written: %s", quote(path).text, strerror(error));
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* ---- which file ----------------------------------------------------------------------------- */

/* The path is taken apart, from the directory where we are so far: its last name, and the directory
 * of that. */
static bool walk(struct save *s, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *way = slash ? text_part(path, (size_t)(name - path)) : text_copy(".");
    int next = openat(s->directory, way, SEARCH | O_DIRECTORY | O_CLOEXEC), error = errno;
    free(way);
    if (s->directory >= 0)
        close(s->directory);
    free(s->name);
    s->directory = next >= 0 ? next : AT_FDCWD;
    s->name = text_copy(name);
    errno = next < 0 ? error : *path ? EISDIR : ENOENT;
    return next >= 0 && *name;
}

/* The number N of /dev/fd/N and of its other names, our own only; -1: another file. */
static int descriptor_of(const struct save *s)
{
    static const char *const places[] = { "/proc/self/fd", "/proc/thread-self/fd", "/dev/fd" };
    enum { DIGITS_MOST = 9 };
    struct stat here, place;
    size_t digits = strspn(s->name, "0123456789");
    if (s->name[digits] || digits > DIGITS_MOST || fstat(s->directory, &here) != 0)
        return -1;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (stat(places[i], &place) == 0 && same_file(&here, &place))
            return (int)strtol(s->name, NULL, 10);
    return -1;
}

/* The file that a path stands for: a symbolic link's target is replaced, not the link, even when it
 * is not there yet. */
static bool locate(struct save *s, const char *path, int *descriptor)
{
    enum { LINKS_MOST = 40 }; /* as the kernel: beyond that it is a circle */
    char text[4096];
    if (!walk(s, path))
        return false;
    for (int i = 0; i < LINKS_MOST; i++) {
        *descriptor = descriptor_of(s);
        ssize_t length =
            *descriptor < 0 ? readlinkat(s->directory, s->name, text, sizeof text - 1) : 0;
        if (length <= 0)
            return true;
        text[length] = 0;
        if (!walk(s, text))
            return false;
    }
    errno = ELOOP;
    return false;
}

/* ---- opening -------------------------------------------------------------------------------- */

/* As it is open already, not anew: a log goes on at its end, and a pipe needs no name. */
static int open_descriptor(int number)
{
    int flags = fcntl(number, F_GETFL);
    if (flags < 0)
        return -1;
    if ((flags & O_ACCMODE) == O_RDONLY) {
        errno = EBADF;
        return -1;
    }
    return fcntl(number, F_DUPFD_CLOEXEC, 3);
}

/* Short, so that it fits wherever a name fits. */
static void name_unfinished(struct save *s, unsigned attempt)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    uint64_t number = (uint64_t)t.tv_nsec * 65537 + (uint64_t)getpid() * 7919 + attempt;
    char *end = s->unfinished + sprintf(s->unfinished, ".actfn.");
    for (int i = 0; i < 6; i++, number /= 36)
        *end++ = digits[number % 36];
    *end = 0;
}

/* 0666: the umask and the directory's default access list make of it what they make of any new
 * file. */
static int open_beside(struct save *s)
{
    enum { ATTEMPTS = 100 };
    int fd = -1, error = EEXIST;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* a signal in between would leave the file behind */
    for (unsigned i = 0; fd < 0 && error == EEXIST && i < ATTEMPTS; i++) {
        name_unfinished(s, i);
        fd = openat(s->directory, s->unfinished, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        error = errno;
    }
    if (fd >= 0)
        cleanup_file(s->directory, s->unfinished);
    else
        s->unfinished[0] = 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return fd;
}

static void drop_unfinished(struct save *s)
{
    if (s->unfinished[0]) {
        unlinkat(s->directory, s->unfinished, 0);
        cleanup_file(AT_FDCWD, NULL);
    }
    s->unfinished[0] = 0;
}

/* Access lists, labels and the user's own attributes. */
static bool same_attributes(int fd, const char *path)
{
#ifdef __linux__
    char names[4096], old[4096], new[4096];
    ssize_t length = listxattr(path, names, sizeof names);
    if (length < 0)
        return errno == ENOTSUP || errno == ENOSYS;
    if (flistxattr(fd, new, sizeof new) != length)
        return false;
    for (const char *name = names; name < names + length; name += strlen(name) + 1) {
        ssize_t n = getxattr(path, name, old, sizeof old);
        if (n < 0 || fgetxattr(fd, name, new, sizeof new) != n || memcmp(old, new, (size_t)n) != 0)
            return false;
    }
#else
    (void)fd, (void)path;
#endif
    return true;
}

/* Would the new file, renamed, be what the old one would be after writing into it? It is given the
 * old one's mode. */
static bool alike(const struct save *s, int fd, const char *path, const struct stat *old)
{
    struct stat named, new;
    mode_t all = S_ISUID | S_ISGID | S_ISVTX | 0777;
    if (fstatat(s->directory, s->name, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
        !same_file(&named, old) || old->st_nlink != 1)
        return false;
    if (fstat(fd, &new) != 0 || new.st_uid != old->st_uid || new.st_gid != old->st_gid ||
        (old->st_mode & all & ~0777U))
        return false;
    if ((new.st_mode &all) != (old->st_mode & all) && fchmod(fd, old->st_mode & all) != 0)
        return false;
    return same_attributes(fd, path);
}

/* What a directory says in which no file may be made or replaced. */
static bool refused(int error)
{
    return error == EACCES || error == EPERM || error == EROFS || error == EBUSY || error == EXDEV;
}

/* On the disk where that goes: a result may be larger than memory. */
static int open_nameless(void)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    FILE *file = tmpfile();
    int fd = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (file)
        fclose(file);
#ifdef __linux__
    if (fd < 0)
        fd = memfd_create("actfn", MFD_CLOEXEC);
#endif
    return fd;
}

static int open_elsewhere(struct save *s, const char *path)
{
    s->target = open(path, O_WRONLY | O_CLOEXEC);
    return s->target < 0 ? -1 : open_nameless();
}

static int open_regular(struct save *s, const char *path, const struct stat *old)
{
    if (old && access(path, W_OK) != 0)
        return -1;
    int fd = open_beside(s);
    if (!old || (fd < 0 && !refused(errno)) || (fd >= 0 && alike(s, fd, path, old)))
        return fd;
    if (fd >= 0)
        close(fd);
    drop_unfinished(s);
    return open_elsewhere(s, path);
}

static int open_any(struct save *s, const char *path)
{
    struct stat old;
    int descriptor;
    if (!locate(s, path, &descriptor))
        return -1;
    if (descriptor >= 0)
        return open_descriptor(descriptor);
    bool exists = stat(path, &old) == 0;
    if (!exists && errno != ENOENT)
        return -1;
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (exists && !S_ISREG(old.st_mode))
        return open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return open_regular(s, path, exists ? &old : NULL);
}

bool save_open(struct save *s, const char *path, struct error *err)
{
    *s = (struct save){ .typed = text_copy(path), .directory = AT_FDCWD, .target = -1 };
    fflush(stdout); /* what was printed before comes before */
    int fd = open_any(s, path);
    if (fd < 0)
        return fail(s, path, err);
    s->file = fdopen(fd, "w");
    if (!s->file) {
        close(fd);
        return fail(s, path, err);
    }
    return true;
}

/* ---- closing -------------------------------------------------------------------------------- */

/* Room is made before the old content goes: a full disk leaves it as it was. */
static bool make_room(int fd, off_t length)
{
    struct rlimit most;
    if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY &&
        (rlim_t)length > most.rlim_cur) {
        errno = EFBIG;
        return false;
    }
#ifdef __linux__
    struct stat old;
    if (length > 0 && fstat(fd, &old) == 0 && fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, length) != 0 &&
        (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)) {
        int error = errno;
        (void)!ftruncate(fd, old.st_size); /* what it got until then */
        errno = error;
        return false;
    }
#else
    (void)fd;
#endif
    return true;
}

static bool copy_all(int from, int to, off_t length)
{
    enum { PIECE = 1 << 16 };
    char *piece = memory_new(PIECE, 1);
    off_t done = 0;
    bool ok = true;
    while (ok && done < length) {
        ssize_t got = pread(from, piece, PIECE, done), put = 0;
        for (ssize_t n; put<got; put += n> 0 ? n : 0) {
            n = pwrite(to, piece + put, (size_t)(got - put), done + put);
            if (n < 0 && errno != EINTR)
                break;
        }
        ok = put == got && (got > 0 || (got < 0 && errno == EINTR));
        done += put;
    }
    free(piece);
    return ok && ftruncate(to, length) == 0;
}

/* Over the old content, and no signal ends it halfway. */
static bool pour(int from, int to, bool *begun)
{
    struct stat new;
    sigset_t all, before;
    if (fstat(from, &new) != 0 || !make_room(to, new.st_size))
        return false;
    *begun = true;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    bool ok = copy_all(from, to, new.st_size);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return ok;
}

/* A file that is mounted by itself, for one, cannot be replaced but written. */
static bool replace(struct save *s, bool *begun)
{
    if (renameat(s->directory, s->unfinished, s->directory, s->name) == 0) {
        cleanup_file(AT_FDCWD, NULL);
        s->unfinished[0] = 0;
        return true;
    }
    int error = errno;
    if (!refused(error))
        return false;
    int from = openat(s->directory, s->unfinished, O_RDONLY | O_CLOEXEC);
    s->target = openat(s->directory, s->name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = from >= 0 && s->target >= 0 && pour(from, s->target, begun);
    error = *begun ? errno : error;
    if (from >= 0)
        close(from);
    errno = error;
    return ok;
}

static bool finish(struct save *s, bool *begun)
{
    FILE *file = s->file;
    bool ok = fflush(file) == 0 && !ferror(file) &&
              (s->target < 0 || pour(fileno(file), s->target, begun));
    int error = errno, target = s->target;
    s->file = NULL;
    if (fclose(file) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok && s->unfinished[0]) {
        ok = replace(s, begun);
        error = errno;
        target = s->target;
    }
    s->target = -1;
    if (target >= 0 && close(target) != 0 && ok) {
        ok = false;
        error = errno;
    }
    errno = error;
    return ok;
}

bool save_close(struct save *s, struct error *err)
{
    bool begun = false, ok = finish(s, &begun);
    if (!ok)
        error_set(err, "%s: write error: %s%s", quote(s->typed).text, strerror(errno),
                  begun ? "; its old content is lost" : "");
    save_abandon(s);
    return ok;
}

void save_abandon(struct save *s)
{
    if (s->file)
        fclose(s->file);
    drop_unfinished(s);
    if (s->target >= 0)
        close(s->target);
    if (s->directory >= 0)
        close(s->directory);
    free(s->name);
    free(s->typed);
    *s = (struct save){ .directory = AT_FDCWD, .target = -1 };
}
