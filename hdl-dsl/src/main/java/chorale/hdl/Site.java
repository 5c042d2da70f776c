package chorale.hdl;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Where in the designer's source something was made, and the field or local variable that it was
 * put in ({@code name}, or null). Found from the caller's byte-code index: the instruction after
 * the call says where the result goes. Code compiled without a variable table has no names, only
 * lines.
 */
record Site(Place place, String name) {
  /** What became of the value at one call: its name, null, or handed on to the caller. */
  private record Fate(Place place, String name, boolean returned) {}

  /** What becomes of the result of one call in the byte code. */
  private record Outcome(String name, boolean returned) {}

  /** Frames between the designer's and ours, mostly: the walk fetches so many at once. */
  private static final int FRAMES = 5;

  private static final StackWalker WALKER =
      StackWalker.getInstance(
          Set.of(
              StackWalker.Option.RETAIN_CLASS_REFERENCE,
              StackWalker.Option.SHOW_REFLECT_FRAMES), // they are the JDK's, which we skip anyway
          FRAMES);
  private static final ClassValue<Calls> CALLS =
      new ClassValue<>() {
        @Override
        protected Calls computeValue(Class<?> type) {
          return new Calls(type);
        }
      };
  private static final Place UNKNOWN = new Place("unknown", 0);

  /**
   * The innermost frame of the designer; a value returned at once has the name its caller gives.
   */
  static Site here() {
    return WALKER.walk(Site::innermost);
  }

  private static Site innermost(java.util.stream.Stream<StackWalker.StackFrame> frames) {
    var found = new Innermost();
    var rest = frames.spliterator();
    while (found.site == null && rest.tryAdvance(found)) {
      // the next frame outwards
    }
    return found.site != null ? found.site : new Site(found.place(), null);
  }

  /** Takes frames from the inside, until one of the designer keeps the value. */
  private static final class Innermost implements Consumer<StackWalker.StackFrame> {
    private Place first;
    private Site site;

    @Override
    public void accept(StackWalker.StackFrame frame) {
      Calls calls = CALLS.get(frame.getDeclaringClass());
      if (calls.ours) {
        return;
      }
      Fate fate = calls.fate(frame);
      first = first == null ? fate.place : first;
      if (!fate.returned) {
        site = new Site(first, fate.name);
      }
    }

    Place place() {
      return first == null ? UNKNOWN : first;
    }
  }

  /**
   * The place at which the constructor of {@code type}, which is running, was called; if nothing of
   * the kind is found, the place of the constructor itself.
   */
  static Site ofConstruction(Class<?> type) {
    return WALKER.walk(
        frames -> {
          boolean inside = false;
          Place own = UNKNOWN;
          for (var frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            Class<?> c = frame.getDeclaringClass();
            boolean constructor =
                frame.getMethodName().equals("<init>") && c.isAssignableFrom(type);
            if (!inside && constructor && c == type) {
              inside = true;
              own = place(frame);
            } else if (inside && !isOurs(c)) {
              Fate fate = fate(frame);
              return new Site(fate.place, fate.name);
            }
          }
          return new Site(own, null);
        });
  }

  /** The line in {@code type}'s constructor that calls {@code super(parent)}. */
  static Place inside(Class<?> type) {
    return WALKER.walk(
        frames ->
            frames
                .filter(f -> f.getDeclaringClass() == type && f.getMethodName().equals("<init>"))
                .findFirst()
                .map(Site::place)
                .orElse(UNKNOWN));
  }

  /** Where the constructor that is running was called; outside a constructor, the line itself. */
  static Place ofCaller() {
    return WALKER.walk(
        frames -> {
          Place own = UNKNOWN;
          boolean inside = false;
          for (var frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            if (isOurs(frame.getDeclaringClass())) {
              continue;
            }
            if (inside) {
              return place(frame);
            }
            own = own == UNKNOWN ? place(frame) : own;
            inside = frame.getMethodName().equals("<init>");
          }
          return own;
        });
  }

  private static boolean isOurs(Class<?> c) {
    return CALLS.get(c).ours;
  }

  private static Place place(StackWalker.StackFrame frame) {
    return frame.getFileName() == null || frame.getLineNumber() < 0
        ? UNKNOWN
        : new Place(frame.getFileName(), frame.getLineNumber());
  }

  private static Fate fate(StackWalker.StackFrame frame) {
    return CALLS.get(frame.getDeclaringClass()).fate(frame);
  }

  /** What is known of one class. A frame tells its descriptor slowly, so that is asked rarely. */
  private static final class Calls {
    final boolean ours;

    private final Map<String, Map<Integer, Outcome>> outcomes;
    private final Set<String> overloaded = new HashSet<>();
    private final Map<String, Map<Integer, Fate>> known = new ConcurrentHashMap<>();

    Calls(Class<?> c) {
      ours =
          c.getPackage() == Site.class.getPackage() && !Module.class.isAssignableFrom(c)
              || c == Module.class
              || Bundle.class.isAssignableFrom(c)
              || c.getModule() == Object.class.getModule();
      outcomes = ours ? Map.of() : methods(c);
      var names = new HashSet<String>();
      for (String method : outcomes.keySet()) {
        String name = method.substring(0, method.indexOf('('));
        if (!names.add(name)) {
          overloaded.add(name);
        }
      }
    }

    /** What does the instruction after the call that {@code frame} is at store into? */
    Fate fate(StackWalker.StackFrame frame) {
      String method = frame.getMethodName();
      if (overloaded.contains(method)) {
        method += frame.getDescriptor();
      }
      Map<Integer, Fate> calls = known.get(method);
      if (calls == null) {
        known.putIfAbsent(method, new ConcurrentHashMap<>());
        calls = known.get(method);
      }
      Fate fate = calls.get(frame.getByteCodeIndex());
      if (fate == null) {
        fate = read(frame);
        calls.put(frame.getByteCodeIndex(), fate);
      }
      return fate;
    }

    private Fate read(StackWalker.StackFrame frame) {
      Outcome outcome =
          outcomes
              .getOrDefault(frame.getMethodName() + frame.getDescriptor(), Map.of())
              .get(frame.getByteCodeIndex());
      return outcome == null
          ? new Fate(Site.place(frame), null, false)
          : new Fate(Site.place(frame), outcome.name, outcome.returned);
    }
  }

  /** Per method by name and descriptor, what becomes of each call; none if the file is missing. */
  private static Map<String, Map<Integer, Outcome>> methods(Class<?> type) {
    String resource = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    var outcomes = new HashMap<String, Map<Integer, Outcome>>();
    try (var in = type.getResourceAsStream(resource)) {
      if (in != null) {
        for (var m : ClassFile.of().parse(in.readAllBytes()).methods()) {
          String key = m.methodName().stringValue() + m.methodType().stringValue();
          var code = m.findAttribute(Attributes.code());
          if (code.isPresent()) {
            outcomes.put(key, outcomes(code.get()));
          }
        }
      }
    } catch (IOException _) {
      outcomes.clear(); // names are a convenience: a class without a readable file has lines only
    }
    return outcomes;
  }

  /** By byte-code index of each call, the fate of its result. */
  private static Map<Integer, Outcome> outcomes(CodeAttribute code) {
    var variables = new HashMap<Long, String>(); // by slot and index at which the scope begins
    var result = new HashMap<Integer, Outcome>();
    var stores = new HashMap<Integer, Long>();
    int pc = 0;
    int call = -1; // the call whose result is on top of the stack, or -1
    for (CodeElement e : code) {
      switch (e) {
        case LocalVariable v ->
            variables.put(
                slotAt(v.slot(), code.labelToBci(v.startScope())), v.name().stringValue());
        case Instruction i -> {
          int next = pc + i.sizeInBytes();
          int pending = call;
          call = -1;
          switch (i) {
            case InvokeInstruction _ -> call = pc;
            case TypeCheckInstruction _ -> call = pending;
            case FieldInstruction f when f.opcode().name().startsWith("PUT") ->
                result.put(pending, new Outcome(f.name().stringValue(), false));
            case StoreInstruction s -> stores.put(pending, slotAt(s.slot(), next));
            case ReturnInstruction _ -> result.put(pending, new Outcome(null, true));
            default -> {}
          }
          pc = next;
        }
        default -> {}
      }
    }
    for (var store : stores.entrySet()) {
      result.put(store.getKey(), new Outcome(variables.get(store.getValue()), false));
    }
    return result;
  }

  @Override
  public int hashCode() {
    return 31 * place.hashCode() + Objects.hashCode(name);
  }

  private static long slotAt(int slot, int bci) {
    return (long) slot << Integer.SIZE | bci;
  }
}
