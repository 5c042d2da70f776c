package chorale.workload.trace;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of an MLCommons Chakra execution trace: messages of {@code et_def.proto}, each behind
 * its length, the global metadata first. Nodes are read one at a time; of each its name, its type
 * and its attributes of numbers.
 */
final class ChakraNodes implements Closeable {
  /** Nodes' types by their number in the schema. */
  static final List<String> TYPES =
      List.of(
          "INVALID_NODE",
          "METADATA_NODE",
          "MEM_LOAD_NODE",
          "MEM_STORE_NODE",
          "COMP_NODE",
          "COMM_SEND_NODE",
          "COMM_RECV_NODE",
          "COMM_COLL_NODE");

  /** Collectives by their number in the schema. */
  static final List<String> COLLECTIVES =
      List.of(
          "ALL_REDUCE",
          "REDUCE",
          "ALL_GATHER",
          "GATHER",
          "SCATTER",
          "BROADCAST",
          "ALL_TO_ALL",
          "REDUCE_SCATTER",
          "REDUCE_SCATTER_BLOCK",
          "BARRIER");

  // Field numbers of the schema.
  private static final int NODE_NAME = 2;
  private static final int NODE_TYPE = 3;
  private static final int NODE_ATTRIBUTE = 10;
  private static final int ATTRIBUTE_NAME = 1;

  private final InputStream raw;
  private final CodedInputStream in;
  private boolean begun;

  ChakraNodes(InputStream raw) {
    this.raw = raw;
    in = CodedInputStream.newInstance(raw);
  }

  /**
   * A node.
   *
   * @param name as the framework calls it
   * @param type a number of {@link #TYPES}
   * @param attributes its attributes of numbers, by name; single ones are lists of one
   */
  record Node(String name, int type, Map<String, double[]> attributes) {
    /** The first number of an attribute; {@code byDefault} if the node does not have it. */
    long whole(String attribute, long byDefault) {
      var values = attributes.get(attribute);
      return values == null || values.length == 0 ? byDefault : (long) values[0];
    }
  }

  /** The next node; null at the end. */
  Node next() throws IOException {
    try {
      if (!begun) {
        begun = true;
        if (in.isAtEnd()) {
          throw new RowSource.Fault("the trace is empty", "copy the whole file again");
        }
        in.skipRawBytes(in.readRawVarint32()); // the global metadata
      }
      in.resetSizeCounter();
      if (in.isAtEnd()) {
        return null;
      }
      int limit = in.pushLimit(in.readRawVarint32());
      Node node = node();
      in.popLimit(limit);
      return node;
    } catch (InvalidProtocolBufferException e) {
      throw new RowSource.Fault(
          "not a Chakra trace, or cut short: " + e.getMessage(),
          "write et_def.proto's messages, each behind its length");
    }
  }

  private Node node() throws IOException {
    String name = "";
    int type = 0;
    Map<String, double[]> attributes = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NODE_NAME -> name = in.readString();
        case NODE_TYPE -> type = in.readEnum();
        case NODE_ATTRIBUTE -> {
          int limit = in.pushLimit(in.readRawVarint32());
          attribute(attributes);
          in.popLimit(limit);
        }
        default -> in.skipField(tag);
      }
    }
    return new Node(name, type, attributes);
  }

  private void attribute(Map<String, double[]> attributes) throws IOException {
    String name = "";
    double[] values = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == ATTRIBUTE_NAME) {
        name = in.readString();
      } else if (Kind.of(field) == null) {
        in.skipField(tag);
      } else {
        values = Kind.isList(field) ? list(Kind.of(field)) : new double[] {Kind.of(field).read(in)};
      }
    }
    if (values != null) {
      attributes.put(name, values);
    }
  }

  /** A message with the repeated field 1, packed or not. */
  private double[] list(Kind kind) throws IOException {
    var values = new double[16];
    int n = 0;
    int limit = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      int run = packed ? in.pushLimit(in.readRawVarint32()) : 0;
      do {
        if (packed && in.isAtEnd()) {
          break;
        }
        if (n == values.length) {
          values = Arrays.copyOf(values, 2 * n);
        }
        values[n++] = kind.read(in);
      } while (packed);
      if (packed) {
        in.popLimit(run);
      }
    }
    in.popLimit(limit);
    return Arrays.copyOf(values, n);
  }

  /** The numbers of {@code AttributeProto.value}: each kind alone, and behind it as a list. */
  private enum Kind {
    DOUBLE(3),
    FLOAT(5),
    INT32(7),
    INT64(9),
    UINT32(11),
    UINT64(13),
    SINT32(15),
    SINT64(17),
    FIXED32(19),
    FIXED64(21),
    SFIXED32(23),
    SFIXED64(25),
    BOOL(27);

    private static final List<Kind> BY_FIELD = new ArrayList<>();

    static {
      for (int field = 0; field <= BOOL.field + 1; field++) {
        int f = field;
        BY_FIELD.add(
            Arrays.stream(values())
                .filter(k -> k.field == f || k.field + 1 == f)
                .findFirst()
                .orElse(null));
      }
    }

    private final int field;

    Kind(int field) {
      this.field = field;
    }

    static Kind of(int field) {
      return field < BY_FIELD.size() ? BY_FIELD.get(field) : null;
    }

    static boolean isList(int field) {
      return field % 2 == 0;
    }

    double read(CodedInputStream in) throws IOException {
      return switch (this) {
        case DOUBLE -> in.readDouble();
        case FLOAT -> in.readFloat();
        case INT32 -> in.readInt32();
        case INT64 -> in.readInt64();
        case UINT32 -> in.readUInt32();
        case UINT64 -> in.readUInt64();
        case SINT32 -> in.readSInt32();
        case SINT64 -> in.readSInt64();
        case FIXED32 -> in.readFixed32();
        case FIXED64 -> in.readFixed64();
        case SFIXED32 -> in.readSFixed32();
        case SFIXED64 -> in.readSFixed64();
        case BOOL -> in.readBool() ? 1 : 0;
      };
    }
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
