package chorale.hdl;

import chorale.hdl.Node.Signal;
import chorale.hdl.ir.ModuleIr;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives every signal, memory and child of one module a unique name: the explicit one; else that of
 * the field that holds it (elements {@code x_3}, record components {@code enq_valid}); else that of
 * the local variable; else what it is. Things that share a name are numbered in order of creation.
 * A port's explicit name that cannot be had is a finding, for it is what the outside sees; any
 * other name gives way to one that is taken before it, or to a word of Verilog or SystemVerilog.
 */
final class Names {
  private static final Set<String> RESERVED =
      Set.of(
          ("accept_on alias always always_comb always_ff always_latch and assert assign"
                  + " assume automatic before begin bind bins binsof bit break buf bufif0 bufif1"
                  + " byte case casex casez cell chandle checker class clocking cmos config const"
                  + " constraint context continue cover covergroup coverpoint cross deassign"
                  + " default defparam design disable dist do edge else end endcase endchecker"
                  + " endclass endclocking endconfig endfunction endgenerate endgroup endinterface"
                  + " endmodule endpackage endprimitive endprogram endproperty endsequence"
                  + " endspecify endtable endtask enum event eventually expect export extends"
                  + " extern final first_match for force foreach forever fork forkjoin function"
                  + " generate genvar global highz0 highz1 if iff ifnone ignore_bins illegal_bins"
                  + " implements implies import incdir include initial inout input inside instance"
                  + " int integer interconnect interface intersect join join_any join_none large"
                  + " let liblist library local localparam logic longint macromodule matches medium"
                  + " modport module nand negedge nettype new nexttime nmos nor noshowcancelled not"
                  + " notif0 notif1 null or output package packed parameter pmos posedge primitive"
                  + " priority program property protected pull0 pull1 pulldown pullup"
                  + " pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence"
                  + " rcmos real realtime ref reg reject_on release repeat restrict return rnmos"
                  + " rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until"
                  + " s_until_with scalared sequence shortint shortreal showcancelled signed small"
                  + " soft solve specify specparam static string strong strong0 strong1 struct"
                  + " super supply0 supply1 sync_accept_on sync_reject_on table tagged task this"
                  + " throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1"
                  + " triand trior trireg type typedef union unique unique0 unsigned until"
                  + " until_with untyped use uwire var vectored virtual void wait wait_order wand"
                  + " weak weak0 weak1 while wildcard wire with within wor xnor xor clock reset reset_n")
              .split(" "));

  private static final ClassValue<Field[]> FIELDS =
      new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
          return fields(type);
        }
      };
  private static final ClassValue<Method[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return components(type);
        }
      };

  private final Module module;
  private final Map<Module, ModuleIr> elaborated;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  /** Children are named after their elaboration, which {@code elaborated} holds. */
  Names(Module module, Map<Module, ModuleIr> elaborated) {
    this.module = module;
    this.elaborated = elaborated;
  }

  /** Names everything in the module; children's own insides are not touched. */
  void assign() {
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
    for (var group : groups.entrySet()) {
      List<Object> members = group.getValue();
      for (int i = 0; i < members.size(); i++) {
        setName(members.get(i), members.size() == 1 ? group.getKey() : group.getKey() + "_" + i);
      }
    }
  }

  /** A name for a net that is none of the designer's signals. */
  String fresh(String name) {
    return unique(identifier(name));
  }

  /** {@code name} with nothing in it that Verilog does not allow in a name. */
  static String identifier(String name) {
    var plain = new StringBuilder();
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      plain.append('_');
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
      plain.append(allowed ? c : '_');
    }
    return plain.toString();
  }

  /** Words of Verilog; a module of others may have ports that are called like ours. */
  private boolean isTaboo(String name) {
    return RESERVED.contains(name) && !(module instanceof BlackBox && ModuleIr.isImplicit(name));
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  private String unique(String wanted) {
    String name = wanted;
    if (isTaboo(name) || taken.contains(name)) {
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
        && (isTaboo(s.explicitName)
            || !s.explicitName.equals(identifier(s.explicitName))
            || !taken.add(s.explicitName))) {
      module
          .design()
          .report(
              Rule.N001,
              s.site.place(),
              "%s is taken, a word of Verilog, or no name in it: choose another one"
                  .formatted(s.explicitName));
    }
    s.name = s.explicitName != null ? s.explicitName : fresh(base(s));
    if (s.explicitName == null && s.fieldName != null && !s.name.equals(s.fieldName)) {
      module
          .design()
          .report(
              Rule.U004,
              s.site.place(),
              "port %s is called %s in the Verilog, where %s is taken or a word: name it yourself with named()"
                  .formatted(s.fieldName, s.name, s.fieldName));
    }
  }

  private void setName(Object thing, String name) {
    switch (thing) {
      case Signal s -> s.name = fresh(name);
      case Memory m -> m.name = fresh(name);
      case Module c -> c.fieldName = fresh(visible(c, name));
      default -> throw new IllegalStateException(thing.toString());
    }
  }

  /** An instance must not be called like a signal inside it: tools take that for hiding. */
  private String visible(Module child, String name) {
    return elaborated.get(child).hasSignal(identifier(name))
        ? name + "_" + child.className().toLowerCase(Locale.ROOT)
        : name;
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
    String kind = c.className();
    return Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
  }

  private final Map<Object, Boolean> entered = new IdentityHashMap<>();

  /** Finds which signals, memories and children the module's fields hold. */
  void readFields() {
    for (Field f : FIELDS.get(module.getClass())) {
      try {
        name(f.getName(), f.get(module));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Field[] fields(Class<?> module) {
    Deque<Class<?>> types = new ArrayDeque<>();
    for (Class<?> c = module; c != Module.class; c = c.getSuperclass()) {
      types.push(c);
    }
    var fields = new ArrayList<Field>();
    for (Class<?> c : types) {
      for (Field f : c.getDeclaredFields()) {
        if (!Modifier.isStatic(f.getModifiers()) && !f.isSynthetic()) {
          f.setAccessible(true);
          fields.add(f);
        }
      }
    }
    return fields.toArray(Field[]::new);
  }

  private static Method[] components(Class<?> type) {
    var accessors = new ArrayList<Method>();
    for (RecordComponent c : type.getRecordComponents()) {
      c.getAccessor().setAccessible(true);
      accessors.add(c.getAccessor());
    }
    return accessors.toArray(Method[]::new);
  }

  /** Names what {@code value} holds; things that hold each other are entered once. */
  private void name(String name, Object value) {
    boolean holder = value instanceof Record || value instanceof Collection<?>;
    if (!holder || entered.put(value, true) == null) {
      nameWithin(name, value);
    }
  }

  private void nameWithin(String name, Object value) {
    switch (value) {
      case Bits b when b.node instanceof Signal s && s.module == module && s.fieldName == null ->
          s.fieldName = name;
      case Memory m when m.module == module && m.fieldName == null -> m.fieldName = name;
      case Module c when c.parent == module && c.fieldName == null -> c.fieldName = name;
      case Domain d when d.module == module -> {
        name(name + "_" + ModuleIr.CLOCK, d.clock);
        name(name + "_" + d.kind.portName(ModuleIr.RESET), d.reset);
      }
      case Record r -> {
        for (Method component : COMPONENTS.get(r.getClass())) {
          try {
            name(name + "_" + component.getName(), component.invoke(r));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      case Vec<?> v -> {
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
