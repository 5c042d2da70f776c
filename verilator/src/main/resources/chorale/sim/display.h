// Verilator's run-time files print through VL_PRINTF, which is defined as this function: what the Verilog displays then
// goes to Java, and not past it into a standard output that may be the wire to a test runner.
#pragma once

int chorale_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
