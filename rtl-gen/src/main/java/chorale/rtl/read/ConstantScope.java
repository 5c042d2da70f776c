package chorale.rtl.read;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** The parameters and macros that are known so far, and the parameters that cannot be, and why. */
final class ConstantScope {
  private final Map<String, BigInteger> values = new HashMap<>();
  private final Map<String, VerilogSyntaxException> failures = new HashMap<>();

  void define(String name, BigInteger value) {
    values.put(name, value);
  }

  void fail(String name, VerilogSyntaxException reason) {
    failures.put(name, reason);
  }

  /** The value of a parameter or macro, or null if there is none of that name. */
  BigInteger value(String name) {
    if (failures.containsKey(name)) {
      throw failures.get(name);
    }
    return values.get(name);
  }
}
