// Drives a Verilated top module with random inputs. `Vtop CYCLES` prints the simulated cycles per CPU second,
// `Vtop CYCLES check` a checksum over every output in every cycle.
// Compile with -DCLOCK=<name of the clock>, -DN=<edge of the array or number of ports>, and -DSYSTOLIC or -DROUTER.
#include "Vtop.h"
#include "verilated.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <type_traits>

namespace {

// George Marsaglia's xorshift64.
uint64_t random64() {
  static uint64_t state = 0x9E3779B97F4A7C15ull;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

// FNV-1a over words.
struct Checksum {
  uint64_t value = 0xcbf29ce484222325ull;
  void mix(uint64_t word) { value = (value ^ word) * 0x100000001b3ull; }
};

// Word i (32 bits) of a port, whatever C++ type Verilator chose for its width.
template <typename T> void put(T& port, int i, uint32_t word) {
  if constexpr (std::is_integral_v<T>) {
    uint64_t mask = 0xffffffffull << 32 * i;
    port = static_cast<T>((port & ~mask) | static_cast<uint64_t>(word) << 32 * i);
  } else {
    port[i] = word;
  }
}

template <typename T> uint32_t get(const T& port, int i) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<uint32_t>(static_cast<uint64_t>(port) >> 32 * i);
  } else {
    return port[i];
  }
}

double cpuSeconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

void low(Vtop& top) {
  top.CLOCK = 0;
  top.eval();
}

void high(Vtop& top) {
  top.CLOCK = 1;
  top.eval();
}

#ifdef SYSTOLIC
// Loads random weights in the first N cycles, then feeds random activations (and weights, which nobody takes).
struct Traffic {
  void reset(Vtop&) {}

  void cycle(Vtop& top, long n, Checksum* outputs) {
    top.io_load = n < N;
    for (int i = 0; i < N * 8 / 32; i++) {
      put(top.io_a, i, static_cast<uint32_t>(random64()));
      put(top.io_w, i, static_cast<uint32_t>(random64()));
    }
    low(top);
    if (outputs) {
      for (int i = 0; i < N; i++) outputs->mix(get(top.io_y, i));
    }
    high(top);
  }
};
#else
// Each port sends packets of 1 to 8 flits to random leaves, and takes what comes 7 times in 8.
struct Traffic {
  int left[N] = {};  // flits of the packet that are still to be made
  uint64_t serial = 0;
  uint64_t valid = 0;

  void reset(Vtop& top) {
    top.io_in_valid = 0;
    top.io_out_ready = 0;
  }

  uint64_t next(int port) {
    bool head = left[port] == 0;
    if (head) left[port] = 1 + static_cast<int>(random64() % 8);
    bool tail = --left[port] == 0;
    uint64_t leaf = random64() & 63;
    return static_cast<uint64_t>(head) << 63 | static_cast<uint64_t>(tail) << 62 | leaf << 56 |
           (++serial & 0xffffffffffffffull);
  }

  void cycle(Vtop& top, long, Checksum* outputs) {
    uint64_t ready = random64() | random64() | random64();
    uint64_t begin = random64() | random64();
    for (int p = 0; p < N; p++) {
      if ((~valid & begin) >> p & 1) {
        uint64_t flit = next(p);
        put(top.io_in_flit, 2 * p, static_cast<uint32_t>(flit));
        put(top.io_in_flit, 2 * p + 1, static_cast<uint32_t>(flit >> 32));
        valid |= 1ull << p;
      }
    }
    top.io_in_valid = valid;
    top.io_out_ready = ready;
    low(top);
    if (outputs) {
      outputs->mix(top.io_in_ready);
      outputs->mix(top.io_out_valid);
      for (int i = 0; i < 2 * N; i++) {  // a flit that is not valid may have any value
        outputs->mix(static_cast<uint64_t>(top.io_out_valid) >> i / 2 & 1 ? get(top.io_out_flit, i) : 0);
      }
    }
    valid &= ~static_cast<uint64_t>(top.io_in_ready);
    high(top);
  }
};
#endif

}  // namespace

double sc_time_stamp() { return 0; }

int main(int argc, char** argv) {
  const long cycles = atol(argv[1]);
  Checksum checksum;
  Checksum* outputs = argc > 2 ? &checksum : nullptr;
  VerilatedContext context;
  Vtop top{&context};
  Traffic traffic;
  top.reset = 1;
  traffic.reset(top);
  for (int i = 0; i < 4; i++) {
    low(top);
    high(top);
  }
  top.reset = 0;
  const double start = cpuSeconds();
  for (long n = 0; n < cycles; n++) traffic.cycle(top, n, outputs);
  const double seconds = cpuSeconds() - start;
  if (outputs) {
    printf("checksum %016llx\n", static_cast<unsigned long long>(checksum.value));
  } else {
    printf("cycles_per_cpu_s %.1f\n", static_cast<double>(cycles) / seconds);
  }
  return 0;
}
