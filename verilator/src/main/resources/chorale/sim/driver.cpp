// The C++ side of NativeBenchmark.java: loads a model's library and obeys one command a line on standard input.
//   set PORT BYTES VALUE   set the port of that number, which occupies BYTES bytes, at most 8
//   bare N, run N          N clock cycles; answers with the thread CPU nanoseconds they took
//   get PORT BYTES         answers with the value of the port
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dlfcn.h>

static uint64_t control[4 + 1000 / 8];
static uint64_t events[3 * 16];

template <class F>
static F symbol(void* library, const char* name) {
    void* s = dlsym(library, name);
    if (!s) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return reinterpret_cast<F>(s);
}

static int64_t now() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int, char** argv) {
    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    auto open = symbol<void* (*)(void*, void*)>(library, "chorale_open");
    auto port = symbol<void* (*)(void*, int)>(library, "chorale_port");
    auto bare = symbol<void (*)(void*, int64_t)>(library, "chorale_bare");
    auto run = symbol<int64_t (*)(void*, int64_t)>(library, "chorale_run");
    control[2] = 16;
    void* model = open(control, events);
    char command[16];
    while (scanf("%15s", command) == 1) {
        long long a = 0, b = 0;
        unsigned long long value = 0;
        if (scanf("%lld", &a) != 1) return 1;
        if (!strcmp(command, "set")) {
            if (scanf("%lld %llu", &b, &value) != 2) return 1;
            memcpy(port(model, static_cast<int>(a)), &value, static_cast<size_t>(b));
        } else if (!strcmp(command, "get")) {
            if (scanf("%lld", &b) != 1) return 1;
            memcpy(&value, port(model, static_cast<int>(a)), static_cast<size_t>(b));
            printf("%llu\n", value);
        } else {
            int64_t start = now();
            if (!strcmp(command, "bare")) bare(model, a);
            else run(model, a);
            printf("%lld\n", static_cast<long long>(now() - start));
        }
        fflush(stdout);
    }
}
