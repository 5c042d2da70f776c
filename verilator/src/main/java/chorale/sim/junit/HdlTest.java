package chorale.sim.junit;

import chorale.sim.TraceFormat;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of hardware: a method that may take a {@link chorale.sim.Bench}. If it fails, whatever the
 * reason, the message names the trace files {@code target/waves/CLASS-METHOD.vcd} of its
 * simulations.
 *
 * <pre>{@code
 * @HdlTest
 * void a_full_queue_takes_no_word(Bench bench) {
 *   var sim = bench.simulate(() -> new Fifo(null, 8, 2)).reset();
 *   sim.poke(sim.dut().enq.valid(), true);
 *   sim.step(2);
 *   sim.expect(sim.dut().enq.ready(), false);
 * }
 * }</pre>
 *
 * A {@code @ParameterizedTest} takes a Bench after {@code @ExtendWith(HdlExtension.class)}.
 */
@Documented
@Test
@ExtendWith(HdlExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface HdlTest {
  /** The format of the trace that a failure leaves behind; NONE for no trace. */
  TraceFormat waves() default TraceFormat.VCD;
}
