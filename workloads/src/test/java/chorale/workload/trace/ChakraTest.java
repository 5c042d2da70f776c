package chorale.workload.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.BadInput;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chakra traces, written by the protobuf library from the schema's fields. */
class ChakraTest {
  @TempDir Path folder;

  private final FileDescriptor schema;

  ChakraTest() throws DescriptorValidationException {
    var file =
        FileDescriptorProto.newBuilder()
            .setName("et_def.proto")
            .setSyntax("proto3")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("AttributeProto")
                    .addField(field("name", 1, Type.TYPE_STRING, null, false))
                    .addField(field("float_list", 6, Type.TYPE_MESSAGE, "FloatList", false))
                    .addField(field("int32_val", 7, Type.TYPE_INT32, null, false))
                    .addField(field("int64_val", 9, Type.TYPE_INT64, null, false))
                    .addField(field("int64_list", 10, Type.TYPE_MESSAGE, "Int64List", false))
                    .addField(field("sint32_list", 16, Type.TYPE_MESSAGE, "Sint32List", false))
                    .addField(field("string_val", 29, Type.TYPE_STRING, null, false)))
            .addMessageType(list("FloatList", Type.TYPE_FLOAT))
            .addMessageType(list("Int64List", Type.TYPE_INT64))
            .addMessageType(list("Sint32List", Type.TYPE_SINT32))
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("GlobalMetadata")
                    .addField(field("version", 1, Type.TYPE_STRING, null, false))
                    .addField(field("attr", 2, Type.TYPE_MESSAGE, "AttributeProto", true)))
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Node")
                    .addField(field("id", 1, Type.TYPE_UINT64, null, false))
                    .addField(field("name", 2, Type.TYPE_STRING, null, false))
                    .addField(field("type", 3, Type.TYPE_INT32, null, false))
                    .addField(field("data_deps", 5, Type.TYPE_UINT64, null, true))
                    .addField(field("attr", 10, Type.TYPE_MESSAGE, "AttributeProto", true)))
            .build();
    schema = FileDescriptor.buildFrom(file, new FileDescriptor[0]);
  }

  private static FieldDescriptorProto field(
      String name, int number, Type type, String message, boolean repeated) {
    var field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setType(type)
            .setLabel(repeated ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
    return message == null ? field.build() : field.setTypeName(message).build();
  }

  private static DescriptorProto list(String name, Type type) {
    return DescriptorProto.newBuilder()
        .setName(name)
        .addField(field("values", 1, type, null, true))
        .build();
  }

  private DynamicMessage attribute(String name, String field, Object value) {
    Descriptor type = schema.findMessageTypeByName("AttributeProto");
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("name"), name)
        .setField(type.findFieldByName(field), value)
        .build();
  }

  private DynamicMessage numbers(String listType, Object... values) {
    Descriptor type = schema.findMessageTypeByName(listType);
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("values"), Arrays.asList(values))
        .build();
  }

  private DynamicMessage node(long id, String name, int kind, DynamicMessage... attributes) {
    Descriptor type = schema.findMessageTypeByName("Node");
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("id"), id)
        .setField(type.findFieldByName("name"), name)
        .setField(type.findFieldByName("type"), kind)
        .setField(type.findFieldByName("data_deps"), List.of(0L, id))
        .setField(type.findFieldByName("attr"), Arrays.asList(attributes))
        .build();
  }

  private Path trace(String name, DynamicMessage... nodes) throws IOException {
    Descriptor type = schema.findMessageTypeByName("GlobalMetadata");
    var bytes = new ByteArrayOutputStream();
    DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("version"), "0.0.4")
        .setField(type.findFieldByName("attr"), List.of(attribute("schema", "string_val", "1.0.2")))
        .build()
        .writeDelimitedTo(bytes);
    for (var node : nodes) {
      node.writeDelimitedTo(bytes);
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  private DynamicMessage gate(long id, int layer, DynamicMessage... more) {
    var attributes = new ArrayList<DynamicMessage>();
    attributes.add(attribute("is_cpu_op", "int32_val", 0));
    attributes.add(attribute("moe_layer", "int64_val", (long) layer));
    attributes.add(attribute("moe_top_k", "int32_val", 2));
    attributes.addAll(List.of(more));
    return node(id, "gate", 4, attributes.toArray(DynamicMessage[]::new));
  }

  @Test
  void readsTheRoutingThatNodesCarry() throws IOException {
    var file =
        trace(
            "t.et",
            node(1, "aten::mm", 4),
            gate(
                2,
                3,
                attribute("moe_expert_ids", "int64_list", numbers("Int64List", 5L, 170L, 9L, 8L)),
                attribute("moe_weights", "float_list", numbers("FloatList", .75f, .25f, 1f, 0f))),
            gate(3, 3, attribute("moe_expert_ids", "sint32_list", numbers("Sint32List", 1, 2))));
    try (var stream = TraceStream.open(file)) {
      var first = stream.next();
      assertEquals(3, first.layer());
      assertEquals("[5, 170]", Arrays.toString(first.experts()));
      assertEquals("[0.75, 0.25]", Arrays.toString(first.weights()));
      var second = stream.next();
      assertEquals("[9, 8]", Arrays.toString(second.experts()));
      var third = stream.next();
      assertEquals(2, third.token());
      assertEquals("[1, 2]", Arrays.toString(third.experts()));
      assertEquals(0, third.weights().length);
      assertTrue(!stream.hasNext());
    }
  }

  @Test
  void saysWhatATraceWithoutRoutingWouldNeed() throws IOException {
    var file = trace("t.et", node(1, "aten::mm", 4), node(2, "nccl:all_to_all", 7));
    var bad = assertThrows(BadInput.class, () -> TraceStream.open(file));
    assertTrue(
        bad.getMessage()
            .endsWith(
                "t.et: none of the 2 nodes carries a routing: give the gates' nodes the attributes"
                    + " moe_layer, moe_top_k and moe_expert_ids"),
        bad.getMessage());
  }

  @Test
  void saysThatATraceIsCutShort() throws IOException {
    var whole =
        trace(
            "t.et",
            gate(2, 3, attribute("moe_expert_ids", "int64_list", numbers("Int64List", 5L, 17L))),
            gate(3, 3, attribute("moe_expert_ids", "int64_list", numbers("Int64List", 5L, 17L))));
    var bytes = Files.readAllBytes(whole);
    var cut = Files.write(folder.resolve("c.et"), Arrays.copyOf(bytes, bytes.length - 3));
    var bad =
        assertThrows(
            BadInput.class,
            () -> {
              try (var stream = TraceStream.open(cut)) {
                stream.forEachRemaining(_ -> {});
              }
            });
    assertTrue(bad.getMessage().contains("not a Chakra trace, or cut short"), bad.getMessage());
  }

  @Test
  void saysThatAGateIsNotWhole() throws IOException {
    var ids = attribute("moe_expert_ids", "int64_list", numbers("Int64List", 5L, 17L, 3L));
    var bad = assertThrows(BadInput.class, () -> TraceStream.open(trace("t.et", gate(2, 3, ids))));
    assertTrue(
        bad.getMessage()
            .endsWith(
                "node 'gate' has 3 experts and 0 weights with moe_top_k 2:"
                    + " write moe_top_k of both for each token"),
        bad.getMessage());
  }

  @Test
  void countsTheNodesAndTheBytesOfCollectives() throws IOException {
    var file =
        trace(
            "t.et",
            node(1, "aten::mm", 4),
            node(
                2,
                "dispatch",
                7,
                attribute("comm_type", "int64_val", 6L),
                attribute("comm_size", "int64_val", 4096L)),
            node(
                3,
                "combine",
                7,
                attribute("comm_type", "int64_val", 6L),
                attribute("comm_size", "int64_val", 4000L)));
    var summary = ChakraSummary.of(file);
    assertEquals(1, summary.nodes().get("COMP_NODE"));
    assertEquals(2, summary.nodes().get("COMM_COLL_NODE"));
    assertEquals(new ChakraSummary.Collective(2, 8096), summary.collectives().get("ALL_TO_ALL"));
  }
}
