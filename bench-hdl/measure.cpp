// measure FILE COMMAND...: runs COMMAND and writes to FILE the CPU seconds (user + system, with those of all
// children that were waited for) and the peak resident KiB of the largest process. Its exit code is COMMAND's.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

static double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    perror("measure");
    return 2;
  }
#ifdef __APPLE__
  const long kib = usage.ru_maxrss / 1024;
#else
  const long kib = usage.ru_maxrss;
#endif
  FILE* file = fopen(argv[1], "w");
  if (!file) {
    perror(argv[1]);
    return 2;
  }
  fprintf(file, "%.4f %ld\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), kib);
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
