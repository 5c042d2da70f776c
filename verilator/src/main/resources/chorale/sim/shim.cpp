// The C interface of one Verilated model, as NativeModel.java calls it. ports.inc, generated beside this file,
// defines CLOCK, the clock's member, if there is one, and PORTS(X), which is X(number, member, bytes) for every port.
#include "Vmodel.h"
#include "verilated.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
using TraceFile = VerilatedFstC;
#elif VM_TRACE
#include "verilated_vcd_c.h"
using TraceFile = VerilatedVcdC;
#endif
#include "display.h"
#include "ports.inc"

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
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
    int64_t time;       // in ps if clocks were declared: the last event, or what was run until
    uint64_t displayed; // bytes of `display` that Java has not read
    const char* display;
    char text[4000];    // what went wrong, after a call has returned a negative number
};

// A clock driven by time. The first one is the main clock, whose rising edges are the cycles.
struct Clock {
    uint8_t* level;
    int64_t high, low;  // ps
    int64_t next;       // when it changes
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

// Text that a single call may display before it goes past Java to the standard output.
const size_t DISPLAY_LIMIT = 1 << 20;

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

struct Sim;

// Verilator keeps the context of what runs in this thread, and by it we find the simulation when it calls us. It hands
// what its own threads have to say to the one that called eval().
struct Context final : VerilatedContext {
    Sim* sim = nullptr;
};

struct Sim {
    Control* control;
    Event* events;
    Context context;
    std::unique_ptr<Vmodel> model;
    const uint8_t* stop = &never;
    std::vector<Watch> watches;
    std::vector<Clock> clocks;
    bool failed = false;    // after $stop: the time step is completed, so that a trace shows it
    std::string display;    // what $display has written and Java not read
    std::string lastLine;   // of this cycle
    uint64_t lastLineCycle = 0;
#if VM_TRACE
    std::unique_ptr<TraceFile> trace;
    int64_t dumped = -1;
#endif
};

Sim& current() { return *static_cast<Context*>(Verilated::threadContextp())->sim; }

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
void dump(Sim& s, int64_t time) {
#if VM_TRACE
    if (!traced || time <= s.dumped) return;
    s.trace->dump(static_cast<uint64_t>(time));
    s.dumped = time;
#else
    (void)s, (void)time;
#endif
}

template <bool traced>
void evaluate(Sim& s, int64_t time) {
    s.model->eval();
    dump<traced>(s, time);
}

// One cycle of the only clock, which takes two units of time.
template <bool traced>
void simpleCycle(Sim& s) {
    const int64_t time = 2 * static_cast<int64_t>(s.control->cycle);
    s.context.time(static_cast<uint64_t>(time + 1));  // that of the rising edge, where the checks are
#ifdef CLOCK
    s.model->CLOCK = 0;
#endif
    evaluate<traced>(s, time);
#ifdef CLOCK
    s.model->CLOCK = 1;
    evaluate<traced>(s, time + 1);
#endif
    s.control->cycle++;
    record(s);
}

int64_t nextEdge(const Sim& s) {
    int64_t next = std::numeric_limits<int64_t>::max();
    for (const Clock& c : s.clocks) next = std::min(next, c.next);
    return next;
}

// What Java wrote becomes visible before any edge, as if it had been written 1 ps after the last event.
template <bool traced>
void settle(Sim& s) {
    s.model->eval();
    if (s.control->time + 1 < nextEdge(s)) dump<traced>(s, s.control->time + 1);
}

// All edges of the earliest time that has one, at once; returns whether the main clock rose.
template <bool traced>
bool edges(Sim& s) {
    const int64_t now = nextEdge(s);
    for (Clock& c : s.clocks) {
        if (c.next != now) continue;
        *c.level ^= 1;
        c.next += *c.level ? c.high : c.low;
    }
    const Clock& main = s.clocks.front();
    const bool rose = *main.level && main.next == now + main.high;
    s.control->time = now;
    s.context.time(static_cast<uint64_t>(now));
    evaluate<traced>(s, now);
    if (rose) {
        s.control->cycle++;
        record(s);
    }
    return rose;
}

// By $finish or by a failure.
bool ended(const Sim& s) { return s.context.gotFinish(); }

template <bool traced>
void timedCycle(Sim& s) {
    settle<traced>(s);
    while (!edges<traced>(s) && !ended(s)) {}
}

template <bool traced>
void runUntil(Sim& s, int64_t time) {
    settle<traced>(s);
    while (nextEdge(s) <= time && !ended(s)) edges<traced>(s);
    if (!ended(s)) s.control->time = std::max(time, s.control->time);
}

// One more cycle may add one event for each watch.
bool room(const Sim& s) { return s.control->used + s.watches.size() <= s.control->capacity; }

// Runs cycles of one kind while there is room for their events, until `enough`; `before` sets the inputs.
template <class Before, class Cycle, class Enough>
void repeat(Sim& s, int64_t max, Before before, Cycle cycle, Enough enough) {
    for (int64_t n = 0; n < max && room(s) && !ended(s); n++) {
        before();
        cycle(s);
        if (enough()) break;
    }
}

template <bool traced, class Before, class Enough>
void repeat(Sim& s, int64_t max, Before before, Enough enough) {
    if (s.clocks.empty()) repeat(s, max, before, [](Sim& s) { simpleCycle<traced>(s); }, enough);
    else repeat(s, max, before, [](Sim& s) { timedCycle<traced>(s); }, enough);
}

template <bool traced>
void run(Sim& s, int64_t max) {
    repeat<traced>(s, max, [] {}, [&] { return *s.stop != 0; });
}

template <bool traced>
void feed(Sim& s, const std::vector<Place>& places, const uint64_t* words, int64_t rows) {
    const auto next = [&] {
        for (const Place& p : places) words = store(p, words);
    };
    repeat<traced>(s, rows, next, [] { return false; });
}

bool traced(const Sim& s) {
#if VM_TRACE
    return s.trace != nullptr;
#else
    (void)s;
    return false;
#endif
}

// What stopped the simulation: the place in the Verilog, the text and the cycle whose values were wrong.
void fail(Sim& s, const char* file, int line, const std::string& what) {
    if (s.failed) return;
    s.failed = true;
    s.context.gotFinish(true);
    const std::string place = file && *file ? std::string(file) + ":" + std::to_string(line) + ": " : "";
    const std::string cycle = " (cycle " + std::to_string(s.control->cycle) + ")";
    const size_t room = sizeof s.control->text - 1 - std::min(sizeof s.control->text - 1, cycle.size());
    const std::string text = (place + what).substr(0, room) + cycle;
    std::memcpy(s.control->text, text.c_str(), text.size() + 1);
}

// Runs `body` and returns the clock cycles it ran, or -1 with the reason in the control block: no C++ exception may
// cross into Java.
template <class Body>
int64_t guarded(Sim& s, Body body) {
    const uint64_t before = s.control->cycle;
    Verilated::threadContextp(&s.context);
    try {
        body();
    } catch (const std::exception& e) {
        fail(s, nullptr, 0, e.what());
    }
    if (s.failed) return -1;
    s.control->finished = s.context.gotFinish();
    return static_cast<int64_t>(s.control->cycle - before);
}

}  // namespace

// Where the run-time files print, see display.h.
int chorale_printf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char line[8192];
    const int length = std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    Sim& s = current();
    s.display += line;
    const std::string text = s.display.substr(0, s.display.find_last_not_of("\n") + 1);
    const size_t start = text.find_last_of('\n');
    s.lastLine = start == std::string::npos ? text : text.substr(start + 1);
    s.lastLineCycle = s.control->cycle;
    if (s.display.size() > DISPLAY_LIMIT) {
        std::fputs(s.display.c_str(), stdout);
        s.display.clear();
    }
    s.control->displayed = s.display.size();
    s.control->display = s.display.data();
    return length;
}

// Verilator's own versions of these end the process, and with it the JVM.
void vl_finish(const char*, int, const char*) { current().context.gotFinish(true); }
void vl_stop(const char* file, int line, const char*) {
    Sim& s = current();
    const bool explained = !s.lastLine.empty() && s.lastLineCycle == s.control->cycle;
    fail(s, file, line, explained ? s.lastLine : "Verilog $stop");
}
void vl_fatal(const char* file, int line, const char*, const char* what) {
    fail(current(), file, line, what);
    throw std::runtime_error(what);  // else a loop that does not settle would go on for ever
}

API void* chorale_open(Control* control, Event* events) {
    Sim* s = new Sim;
    s->control = control;
    s->events = events;
    s->context.sim = s;
    Verilated::threadContextp(&s->context);
#if VM_TRACE
    s->context.traceEverOn(true);
#endif
    s->model = std::make_unique<Vmodel>(&s->context, "");
    return s;
}

API void chorale_close(Sim* s) {
    guarded(*s, [&] { s->model->final(); });
    std::fputs(s->display.c_str(), stdout);  // too late for Java
#if VM_TRACE
    if (s->trace) s->trace->close();
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

// From now on time drives the clocks that are declared so, the first as the main one: they rise at `phase` and then
// every `high` + `low` ps.
API void chorale_clock(Sim* s, int number, int64_t high, int64_t low, int64_t phase) {
    s->clocks.push_back(Clock{static_cast<uint8_t*>(place(*s, number).at), high, low, phase});
}

// Runs all edges up to and at `time`.
API int64_t chorale_run_until(Sim* s, int64_t time) {
    return guarded(*s, [&] { traced(*s) ? runUntil<true>(*s, time) : runUntil<false>(*s, time); });
}

// Java has read the displayed text.
API void chorale_displayed(Sim* s) {
    s->display.clear();
    s->control->displayed = 0;
}

// Opens a trace file, or closes the open one if `path` is null; returns whether a file is open.
API int32_t chorale_trace(Sim* s, const char* path) {
#if VM_TRACE
    guarded(*s, [&] {
        if (s->trace) s->trace->close();
        s->trace.reset();
        if (!path) return;
        s->dumped = -1;
        s->trace = std::make_unique<TraceFile>();
        s->model->trace(s->trace.get(), 99);
        s->trace->open(path);
        if (!s->trace->isOpen()) s->trace.reset();
    });
    return s->trace != nullptr;
#else
    (void)s;
    (void)path;
    return 0;
#endif
}

// Puts what is seen now, after a change of inputs, into the open trace.
API int64_t chorale_snapshot(Sim* s) {
    return guarded(*s, [&] {
        s->model->eval();
        const int64_t time = s->clocks.empty() ? 2 * static_cast<int64_t>(s->control->cycle) : s->control->time + 1;
        if (traced(*s)) dump<true>(*s, time);
    });
}

// What a plain C++ test bench would do: the yardstick of NativeBenchmark.java. No watch, stop or trace is looked at.
API void chorale_bare(Sim* s, int64_t cycles) {
    Vmodel& m = *s->model;
    for (int64_t n = 0; n < cycles; n++) {
#ifdef CLOCK
        m.CLOCK = 0;
        m.eval();
        m.CLOCK = 1;
#endif
        m.eval();
    }
    s->control->cycle += cycles;
}
