package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Elaboration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class files without variable and line tables. */
final class WithoutDebugInformationTest {
  private static final String COUNTER =
      """
      import chorale.hdl.*;
      public final class Example extends chorale.hdl.Module {
        final UInt value = out(8);
        public Example(chorale.hdl.Module parent) {
          super(parent);
          var count = reg(8);
          var words = mem(4, 8);
          var enable = inBool();
          var next = count.plus(1);
          when(enable, () -> count.set(next));
          words.write(count.truncate(2), next);
          value.set(words.read(next.truncate(2)));
        }
      }
      """;

  @TempDir private Path folder;

  private List<String> names(String debug) throws Exception {
    var top = Elaboration.of(CompiledDesign.of(COUNTER, folder, debug)).top();
    var names = IrText.declared(top);
    top.nets().forEach(n -> names.add(n.name()));
    return names;
  }

  @Test
  void with_a_variable_table_locals_give_names() throws Exception {
    assertEquals(
        List.of("clock", "reset", "value", "enable", "count", "words", "next", "value"),
        names("-g"));
  }

  @Test
  void without_one_fields_give_names_and_the_rest_is_called_what_it_is() throws Exception {
    assertEquals(
        List.of("clock", "reset", "value", "net", "state", "memory", "value_sum", "value"),
        names("-g:none"));
  }

  @Test
  void without_a_line_table_the_place_is_unknown() throws Exception {
    var top = Elaboration.of(CompiledDesign.of(COUNTER, folder, "-g:none")).top();
    assertEquals("unknown:0", top.place().toString());
  }
}
