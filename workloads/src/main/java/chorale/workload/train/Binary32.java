package chorale.workload.train;

import chorale.workload.num.Bf16;
import chorale.workload.num.Exponential;
import chorale.workload.num.Fp32;
import chorale.workload.num.Reciprocal;
import chorale.workload.num.ReciprocalRoot;
import chorale.workload.num.Sigmoid;

/** The hardware's arithmetic. */
public final class Binary32 implements Arithmetic<Float> {
  @Override
  public Float of(float x) {
    return x;
  }

  @Override
  public Float add(Float a, Float b) {
    return Fp32.IEEE.add(a, b);
  }

  @Override
  public Float times(Float a, Float b) {
    return Fp32.IEEE.times(a.floatValue(), b.floatValue());
  }

  @Override
  public Float max(Float a, Float b) {
    return Fp32.IEEE.max(a, b);
  }

  @Override
  public Float exp(Float x) {
    return Exponential.e(x);
  }

  @Override
  public Float sigmoid(Float x) {
    return Sigmoid.of(x);
  }

  @Override
  public Float reciprocal(Float x) {
    return Reciprocal.of(x);
  }

  @Override
  public Float root(Float x) {
    return Fp32.IEEE.times(x, ReciprocalRoot.of(Fp32.IEEE.max(x, Float.MIN_NORMAL)));
  }

  @Override
  public Float toBf16(Float x) {
    return Bf16.round(x);
  }
}
