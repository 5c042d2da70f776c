// The C interface of one Verilated model, as NativeModel.java calls it. ports.inc, generated beside this file,
// defines CLOCK, the clock's member, and PORTS(X), which is X(number, member, bytes) for every port.
#include "Vmodel.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#endif
#include "ports.inc"

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#define API extern "C" __attribute__((visibility("default")))

namespace {

// Shared with Model.java, which allocates it: the layouts must agree.
struct Control {
    uint64_t cycle;     // clock cycles since the model was opened
    uint64_t used;      // events in the buffer
    uint64_t capacity;  // events that the buffer holds
    uint64_t finished;  // the Verilog has called $finish
    char text[1000];    // what went wrong, after a call has returned a negative number
};

struct Event {
    uint64_t cycle, watch, data;
};

struct Place {
    void* at;
    uint32_t bytes;
};

struct Watch {
    const uint8_t* valid;
    Place data;
};

const uint8_t never = 0;

uint64_t load(const Place& p) {
    switch (p.bytes) {
    case 1: return *static_cast<const uint8_t*>(p.at);
    case 2: return *static_cast<const uint16_t*>(p.at);
    case 4: return *static_cast<const uint32_t*>(p.at);
    default: return *static_cast<const uint64_t*>(p.at);
    }
}

// Returns the word after those the port has taken.
const uint64_t* store(const Place& p, const uint64_t* words) {
    switch (p.bytes) {
    case 1: *static_cast<uint8_t*>(p.at) = static_cast<uint8_t>(*words); return words + 1;
    case 2: *static_cast<uint16_t*>(p.at) = static_cast<uint16_t>(*words); return words + 1;
    case 4: *static_cast<uint32_t*>(p.at) = static_cast<uint32_t>(*words); return words + 1;
    case 8: *static_cast<uint64_t*>(p.at) = *words; return words + 1;
    default: std::memcpy(p.at, words, p.bytes); return words + (p.bytes + 7) / 8;
    }
}

struct Sim {
    Control* control;
    Event* events;
    VerilatedContext context;
    std::unique_ptr<Vmodel> model;
    const uint8_t* stop = &never;
    std::vector<Watch> watches;
#if VM_TRACE
    std::unique_ptr<VerilatedVcdC> vcd;
#endif
};

Place place(Sim& s, int number) {
    switch (number) {
#define X(n, member, size)                                                    \
    case n:                                                                   \
        static_assert(sizeof(s.model->member) == size, "width of " #member); \
        return Place{&s.model->member, size};
        PORTS(X)
#undef X
    default: throw std::out_of_range("no port " + std::to_string(number));
    }
}

void record(Sim& s) {
    Control& c = *s.control;
    for (size_t i = 0; i < s.watches.size(); i++) {
        const Watch& w = s.watches[i];
        if (*w.valid) s.events[c.used++] = Event{c.cycle, i, load(w.data)};
    }
}

template <bool traced>
void cycle(Sim& s) {
    Vmodel& m = *s.model;
    m.CLOCK = 0;
    m.eval();
#if VM_TRACE
    if (traced) s.vcd->dump(2 * s.control->cycle);
#endif
    m.CLOCK = 1;
    m.eval();
#if VM_TRACE
    if (traced) s.vcd->dump(2 * s.control->cycle + 1);
#endif
    s.control->cycle++;
    record(s);
}

// One more cycle may add one event for each watch.
bool room(const Sim& s) { return s.control->used + s.watches.size() <= s.control->capacity; }

template <bool traced>
void run(Sim& s, int64_t max) {
    for (int64_t n = 0; n < max && room(s) && !s.context.gotFinish(); n++) {
        cycle<traced>(s);
        if (*s.stop) break;
    }
}

template <bool traced>
void feed(Sim& s, const std::vector<Place>& places, const uint64_t* words, int64_t rows) {
    for (int64_t n = 0; n < rows && room(s) && !s.context.gotFinish(); n++) {
        for (const Place& p : places) words = store(p, words);
        cycle<traced>(s);
    }
}

bool traced(const Sim& s) {
#if VM_TRACE
    return s.vcd != nullptr;
#else
    (void)s;
    return false;
#endif
}

// Runs `body` and returns the clock cycles it ran, or -1 with the reason in the control block: no C++ exception may
// cross into Java.
template <class Body>
int64_t guarded(Sim& s, Body body) {
    const uint64_t before = s.control->cycle;
    try {
        Verilated::threadContextp(&s.context);
        body();
        s.control->finished = s.context.gotFinish();
        return static_cast<int64_t>(s.control->cycle - before);
    } catch (const std::exception& e) {
        std::strncpy(s.control->text, e.what(), sizeof s.control->text - 1);
        return -1;
    }
}

[[noreturn]] void fail(const char* file, int line, const char* what) {
    throw std::runtime_error((file && *file ? std::string(file) + ":" + std::to_string(line) + ": " : "") + what);
}

}  // namespace

// Verilator's own versions of these three end the process, and with it the JVM.
void vl_finish(const char*, int, const char*) { Verilated::threadContextp()->gotFinish(true); }
void vl_stop(const char* file, int line, const char*) { fail(file, line, "Verilog $stop"); }
void vl_fatal(const char* file, int line, const char*, const char* what) { fail(file, line, what); }

API void* chorale_open(Control* control, Event* events) {
    Sim* s = new Sim;
    s->control = control;
    s->events = events;
#if VM_TRACE
    s->context.traceEverOn(true);
#endif
    s->model = std::make_unique<Vmodel>(&s->context, "");
    return s;
}

API void chorale_close(Sim* s) {
    guarded(*s, [&] { s->model->final(); });
#if VM_TRACE
    if (s->vcd) s->vcd->close();
#endif
    delete s;
}

API void* chorale_port(Sim* s, int number) { return place(*s, number).at; }

API int64_t chorale_eval(Sim* s) {
    return guarded(*s, [&] { s->model->eval(); });
}

API int64_t chorale_run(Sim* s, int64_t max) {
    return guarded(*s, [&] { traced(*s) ? run<true>(*s, max) : run<false>(*s, max); });
}

// `words` holds `rows` records; each gives every listed port its value, in 64-bit words, low word first.
API int64_t chorale_feed(Sim* s, const int32_t* ports, int32_t count, const uint64_t* words, int64_t rows) {
    return guarded(*s, [&] {
        std::vector<Place> places;
        for (int i = 0; i < count; i++) places.push_back(place(*s, ports[i]));
        traced(*s) ? feed<true>(*s, places, words, rows) : feed<false>(*s, places, words, rows);
    });
}

API void chorale_stop_when(Sim* s, int number) {
    s->stop = number < 0 ? &never : static_cast<const uint8_t*>(place(*s, number).at);
}

API void chorale_watch(Sim* s, int valid, int data) {
    s->watches.push_back(Watch{static_cast<const uint8_t*>(place(*s, valid).at), place(*s, data)});
}

// Opens a VCD file, or closes the open one if `path` is null; returns whether a file is open.
API int32_t chorale_trace(Sim* s, const char* path) {
#if VM_TRACE
    guarded(*s, [&] {
        if (s->vcd) s->vcd->close();
        s->vcd.reset();
        if (!path) return;
        s->vcd = std::make_unique<VerilatedVcdC>();
        s->model->trace(s->vcd.get(), 99);
        s->vcd->open(path);
        if (!s->vcd->isOpen()) s->vcd.reset();
    });
    return s->vcd != nullptr;
#else
    (void)s;
    (void)path;
    return 0;
#endif
}

// What a plain C++ test bench would do: the yardstick of NativeBenchmark.java. No watch, stop or trace is looked at.
API void chorale_bare(Sim* s, int64_t cycles) {
    Vmodel& m = *s->model;
    for (int64_t n = 0; n < cycles; n++) {
        m.CLOCK = 0;
        m.eval();
        m.CLOCK = 1;
        m.eval();
    }
    s->control->cycle += cycles;
}
