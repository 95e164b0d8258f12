/*
 * A power cut, simulated for the processes that load this (LD_PRELOAD): it keeps, beside the real files, what a disk
 * would hold if the machine stopped now and everything that was not synced were gone.
 *
 *   fsync, fdatasync of a file   its content, as it is now, would survive:  $SHADOW_TO/<inode>
 *   fsync of a folder            its names, as they are now, would survive: $SHADOW_TO/<inode>, a list
 *
 * With SHADOW_NAMES=files a file's name, and those of the folders above it, are durable with its content.
 *
 * Only files below $SHADOW_FROM count. An inode is named with the second and nanosecond of its birth, because numbers
 * of removed files are given out again. This is the harshest cut that the standard allows for names and lengths; it
 * tears no single write and reorders nothing within one file.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH 4096
#define NAME 96
#define PIECE (8 << 20)

static int (*real_fsync)(int), (*real_fdatasync)(int);
static char from[PATH], to[PATH];
static int names_with_files;

__attribute__((constructor)) static void begin(void) {
  real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  /* Copied now: a program may write over its environment to show a title. */
  if (getenv("SHADOW_FROM")) snprintf(from, PATH, "%s", getenv("SHADOW_FROM"));
  if (getenv("SHADOW_TO")) snprintf(to, PATH, "%s", getenv("SHADOW_TO"));
  if (getenv("SHADOW_NAMES")) names_with_files = !strcmp(getenv("SHADOW_NAMES"), "files");
}

static int name_of(int folder, const char *path, int flags, char *name, unsigned *mode) {
  struct statx found;
  if (statx(folder, path, flags, STATX_INO | STATX_TYPE | STATX_BTIME, &found)) return -1;
  *mode = found.stx_mode;
  snprintf(name, NAME, "%llu-%lld-%u", (unsigned long long)found.stx_ino, (long long)found.stx_btime.tv_sec,
           found.stx_btime.tv_nsec);
  return 0;
}

static void copy_content(const char *path, int target) {
  int source = open(path, O_RDONLY | O_CLOEXEC);
  if (source < 0) return;
  while (sendfile(target, source, NULL, PIECE) > 0) continue;
  close(source);
}

static void copy_names(const char *path, int target) {
  DIR *folder = opendir(path);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char name[NAME];
    unsigned mode;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (name_of(dirfd(folder), entry->d_name, AT_SYMLINK_NOFOLLOW, name, &mode)) continue;
    dprintf(target, "%c %s %s\n", S_ISDIR(mode) ? 'd' : 'f', name, entry->d_name);
  }
  closedir(folder);
}

static void keep_as(const char *path, const char *name, unsigned mode, int unique) {
  char finished[PATH + NAME + 2], unfinished[PATH + NAME + 64];
  snprintf(finished, sizeof finished, "%s/%s", to, name);
  snprintf(unfinished, sizeof unfinished, "%s.%d-%d.part", finished, getpid(), unique);
  int target = open(unfinished, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (target < 0) return;
  if (S_ISDIR(mode)) copy_names(path, target);
  else copy_content(path, target);
  close(target);
  rename(unfinished, finished);
}

/* Whether a list of names was written after the last change of its folder. */
static int is_fresh(const char *path, const char *name) {
  char kept[PATH + NAME + 2];
  struct stat folder, list;
  snprintf(kept, sizeof kept, "%s/%s", to, name);
  if (stat(path, &folder) || stat(kept, &list)) return 0;
  if (list.st_mtim.tv_sec != folder.st_mtim.tv_sec) return list.st_mtim.tv_sec > folder.st_mtim.tv_sec;
  return list.st_mtim.tv_nsec > folder.st_mtim.tv_nsec;
}

/* From the folder of this path up to the one that everything is below. */
static void keep_names_above(char *path, int unique) {
  char name[NAME];
  unsigned mode;
  for (char *end; (end = strrchr(path, '/')) && (size_t)(end - path) >= strlen(from);) {
    *end = 0;
    if (!name_of(AT_FDCWD, path, 0, name, &mode) && !is_fresh(path, name)) keep_as(path, name, mode, unique);
  }
}

static void keep(int descriptor) {
  int saved = errno;
  char link[64], path[PATH], name[NAME];
  unsigned mode;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = *from ? readlink(link, path, PATH - 1) : -1;
  if (length > 0) {
    path[length] = 0;
    if (!strncmp(path, from, strlen(from)) && !name_of(descriptor, "", AT_EMPTY_PATH, name, &mode)) {
      keep_as(S_ISDIR(mode) ? path : link, name, mode, descriptor);
      if (names_with_files && !S_ISDIR(mode)) keep_names_above(path, descriptor);
    }
  }
  errno = saved;
}

int fsync(int descriptor) {
  int failed = real_fsync(descriptor);
  if (!failed) keep(descriptor);
  return failed;
}

int fdatasync(int descriptor) {
  int failed = real_fdatasync(descriptor);
  if (!failed) keep(descriptor);
  return failed;
}
