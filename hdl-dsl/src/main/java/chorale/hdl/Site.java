package chorale.hdl;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where in the designer's source something was made, and the field or local variable that it was
 * put in ({@code name}, or null). Found from the caller's byte-code index: the instruction after
 * the call says where the result goes. Code compiled without a variable table has no names, only
 * lines.
 */
record Site(Place place, String name) {
  private record Key(Class<?> type, String method, String descriptor, int bci) {}

  /** What became of the value at one call: its name, null, or handed on to the caller. */
  private record Fate(Place place, String name, boolean returned) {}

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final ConcurrentHashMap<Key, Fate> KNOWN = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Class<?>, Map<String, CodeAttribute>> CODE =
      new ConcurrentHashMap<>();
  private static final Place UNKNOWN = new Place("unknown", 0);

  /**
   * The innermost frame of the designer; a value returned at once has the name its caller gives.
   */
  static Site here() {
    return WALKER.walk(
        frames -> {
          Place first = null;
          for (var frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            if (isOurs(frame.getDeclaringClass())) {
              continue;
            }
            Fate fate = fate(frame);
            if (first == null) {
              first = fate.place;
            }
            if (!fate.returned) {
              return new Site(first, fate.name);
            }
          }
          return new Site(first == null ? UNKNOWN : first, null);
        });
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
              own = new Place(file(frame), frame.getLineNumber());
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
                .map(f -> new Place(file(f), f.getLineNumber()))
                .orElse(UNKNOWN));
  }

  private static boolean isOurs(Class<?> c) {
    return c.getPackage() == Site.class.getPackage() && !Module.class.isAssignableFrom(c)
        || c == Module.class
        || Bundle.class.isAssignableFrom(c)
        || c.getModule() == Object.class.getModule();
  }

  private static String file(StackWalker.StackFrame frame) {
    return frame.getFileName() == null ? "unknown" : frame.getFileName();
  }

  private static Fate fate(StackWalker.StackFrame f) {
    var key =
        new Key(f.getDeclaringClass(), f.getMethodName(), f.getDescriptor(), f.getByteCodeIndex());
    return KNOWN.computeIfAbsent(key, k -> read(k, new Place(file(f), f.getLineNumber())));
  }

  /** What does the instruction after the call at {@code k.bci} store into? */
  private static Fate read(Key k, Place place) {
    CodeAttribute code = CODE.computeIfAbsent(k.type, Site::methods).get(k.method + k.descriptor);
    return code == null ? new Fate(place, null, false) : fate(code, k.bci, place);
  }

  /** The code of a class's methods by name and descriptor; none if its file cannot be read. */
  private static Map<String, CodeAttribute> methods(Class<?> type) {
    String resource = type.getName().replaceFirst(".*\\.", "") + ".class";
    var code = new HashMap<String, CodeAttribute>();
    try (var in = type.getResourceAsStream(resource)) {
      if (in != null) {
        for (var m : ClassFile.of().parse(in.readAllBytes()).methods()) {
          m.findAttribute(Attributes.code())
              .ifPresent(
                  c -> code.put(m.methodName().stringValue() + m.methodType().stringValue(), c));
        }
      }
    } catch (IOException _) {
      code.clear(); // names are a convenience: a class without a readable file has lines only
    }
    return code;
  }

  private static Fate fate(CodeAttribute code, int bci, Place place) {
    int pc = 0;
    for (CodeElement e : code) {
      if (!(e instanceof Instruction i)) {
        continue;
      }
      int next = pc + i.sizeInBytes();
      if (pc > bci) {
        switch (i) {
          case TypeCheckInstruction _ -> {}
          case FieldInstruction f when f.opcode().name().startsWith("PUT") -> {
            return new Fate(place, f.name().stringValue(), false);
          }
          case StoreInstruction s -> {
            return new Fate(place, variable(code, s.slot(), next), false);
          }
          case ReturnInstruction _ -> {
            return new Fate(place, null, true);
          }
          default -> {
            return new Fate(place, null, false);
          }
        }
      }
      pc = next;
    }
    return new Fate(place, null, false);
  }

  private static String variable(CodeAttribute code, int slot, int from) {
    for (CodeElement e : code) {
      if (e instanceof LocalVariable v
          && v.slot() == slot
          && code.labelToBci(v.startScope()) == from) {
        return v.name().stringValue();
      }
    }
    return null;
  }
}
