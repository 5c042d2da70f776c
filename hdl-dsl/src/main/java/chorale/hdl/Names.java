package chorale.hdl;

import chorale.hdl.Node.Signal;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every signal, memory and child of one module a unique name: the explicit one; else that of
 * the field that holds it (elements {@code x_3}, record components {@code enq_valid}); else that of
 * the local variable; else what it is. Things that share a name are numbered in order of creation.
 * An explicit name that is taken or reserved is a finding; any other name gives way.
 */
final class Names {
  private static final Set<String> RESERVED =
      Set.of(
          ("always and assign begin bit buf bufif0 bufif1 byte case casex casez cell checker class"
                  + " clocking cmos config const constraint context continue cover cross deassign"
                  + " default defparam design disable dist do edge else end endcase endfunction"
                  + " endmodule endtask enum event export extends extern final for force forever"
                  + " fork function generate genvar global if iff import in inout input inside"
                  + " instance int integer interface join let library local localparam logic"
                  + " longint macromodule medium modport module nand negedge new nmos nor noshowcancelled"
                  + " not notif0 notif1 null or output package packed parameter pmos posedge"
                  + " primitive priority program property protected pull0 pull1 pulldown pullup pure rand"
                  + " real realtime ref reg release repeat restrict return rtran scalared sequence"
                  + " shortint shortreal signed small solve specify specparam static string strong0"
                  + " strong1 struct super supply0 supply1 table tagged task this throughout time"
                  + " timeprecision timeunit tran tri tri0 tri1 triand trior trireg type typedef"
                  + " union unique unsigned until untyped use uwire var vectored virtual void wait"
                  + " wand weak0 weak1 while wildcard wire with within wor xnor xor clock reset")
              .split(" "));

  private final Module module;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  Names(Module module) {
    this.module = module;
  }

  /** Names everything in the module; children's own insides are not touched. */
  void assign() {
    readFields();
    for (Signal s : module.signals) {
      if (s.kind == Node.Kind.IN || s.kind == Node.Kind.OUT) {
        claim(s);
      }
    }
    var groups = new LinkedHashMap<String, List<Object>>();
    for (Signal s : module.signals) {
      if (s.name == null) {
        groups.computeIfAbsent(base(s), _ -> new ArrayList<>()).add(s);
      }
    }
    for (Memory m : module.memories) {
      groups.computeIfAbsent(base(m), _ -> new ArrayList<>()).add(m);
    }
    for (Module c : module.children) {
      groups.computeIfAbsent(base(c), _ -> new ArrayList<>()).add(c);
    }
    groups.forEach(
        (base, members) -> {
          for (int i = 0; i < members.size(); i++) {
            setName(members.get(i), members.size() == 1 ? base : base + "_" + i);
          }
        });
  }

  /** A name for a net that is none of the designer's signals. */
  String fresh(String wanted) {
    String name = wanted;
    if (RESERVED.contains(name) || taken.contains(name)) {
      int i = next.getOrDefault(wanted, 1);
      do {
        name = wanted + "_" + i++;
      } while (taken.contains(name));
      next.put(wanted, i);
    }
    taken.add(name);
    return name;
  }

  private void claim(Signal s) {
    if (s.explicitName != null
        && (RESERVED.contains(s.explicitName) || !taken.add(s.explicitName))) {
      module
          .design()
          .report(
              Rule.N001,
              s.site.place(),
              "%s is taken or a word of Verilog: choose another name".formatted(s.explicitName));
    }
    s.name = s.explicitName != null ? s.explicitName : fresh(base(s));
  }

  private void setName(Object thing, String name) {
    switch (thing) {
      case Signal s -> s.name = fresh(name);
      case Memory m -> m.name = fresh(name);
      case Module c -> c.fieldName = fresh(name);
      default -> throw new IllegalStateException(thing.toString());
    }
  }

  private static String base(Signal s) {
    if (s.explicitName != null) {
      return s.explicitName;
    }
    if (s.fieldName != null) {
      return s.fieldName;
    }
    String base = s.site.name() != null ? s.site.name() : s.kind == Node.Kind.REG ? "state" : "net";
    return s.component == null ? base : base + "_" + s.component;
  }

  private static String base(Memory m) {
    if (m.explicitName != null) {
      return m.explicitName;
    }
    return m.fieldName != null ? m.fieldName : m.site.name() != null ? m.site.name() : "memory";
  }

  private static String base(Module c) {
    if (c.explicitName != null) {
      return c.explicitName;
    }
    if (c.fieldName != null) {
      return c.fieldName;
    }
    if (c.site.name() != null) {
      return c.site.name();
    }
    String kind = c.getClass().getSimpleName();
    return Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
  }

  private void readFields() {
    Deque<Class<?>> types = new ArrayDeque<>();
    for (Class<?> c = module.getClass(); c != Module.class; c = c.getSuperclass()) {
      types.push(c);
    }
    for (Class<?> c : types) {
      for (Field f : c.getDeclaredFields()) {
        if (!Modifier.isStatic(f.getModifiers()) && !f.isSynthetic()) {
          try {
            f.setAccessible(true);
            name(f.getName(), f.get(module));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
  }

  private void name(String name, Object value) {
    switch (value) {
      case Bits b when b.node instanceof Signal s && s.module == module && s.fieldName == null ->
          s.fieldName = name;
      case Memory m when m.module == module && m.fieldName == null -> m.fieldName = name;
      case Module c when c.parent == module && c.fieldName == null -> c.fieldName = name;
      case Record r -> {
        for (RecordComponent c : r.getClass().getRecordComponents()) {
          try {
            c.getAccessor().setAccessible(true);
            name(name + "_" + c.getName(), c.getAccessor().invoke(r));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      case Vec v -> {
        for (int i = 0; i < v.size(); i++) {
          name(name + "_" + i, v.get(i));
        }
      }
      case Object[] array -> {
        for (int i = 0; i < array.length; i++) {
          name(name + "_" + i, array[i]);
        }
      }
      case Collection<?> list -> {
        int i = 0;
        for (Object o : list) {
          name(name + "_" + i++, o);
        }
      }
      case null, default -> {}
    }
  }
}
