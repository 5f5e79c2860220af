import protobuf from "protobufjs/light.js";

/**
 * The messages of onnx.proto (IR version 8) that a model of Assay needs, with their numbers
 * (https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto).
 */
const repeated = { rule: "repeated" } as const;
const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        ir_version: { id: 1, type: "int64" },
        producer_name: { id: 2, type: "string" },
        producer_version: { id: 3, type: "string" },
        doc_string: { id: 6, type: "string" },
        graph: { id: 7, type: "GraphProto" },
        opset_import: { id: 8, type: "OperatorSetIdProto", ...repeated },
        metadata_props: { id: 14, type: "StringStringEntryProto", ...repeated },
      },
    },
    OperatorSetIdProto: { fields: { domain: { id: 1, type: "string" }, version: { id: 2, type: "int64" } } },
    StringStringEntryProto: { fields: { key: { id: 1, type: "string" }, value: { id: 2, type: "string" } } },
    GraphProto: {
      fields: {
        node: { id: 1, type: "NodeProto", ...repeated },
        name: { id: 2, type: "string" },
        initializer: { id: 5, type: "TensorProto", ...repeated },
        input: { id: 11, type: "ValueInfoProto", ...repeated },
        output: { id: 12, type: "ValueInfoProto", ...repeated },
      },
    },
    NodeProto: {
      fields: {
        input: { id: 1, type: "string", ...repeated },
        output: { id: 2, type: "string", ...repeated },
        name: { id: 3, type: "string" },
        op_type: { id: 4, type: "string" },
        attribute: { id: 5, type: "AttributeProto", ...repeated },
      },
    },
    AttributeProto: {
      fields: {
        name: { id: 1, type: "string" },
        f: { id: 2, type: "float" },
        i: { id: 3, type: "int64" },
        ints: { id: 8, type: "int64", ...repeated },
        type: { id: 20, type: "int32" },
      },
    },
    TensorProto: {
      fields: {
        dims: { id: 1, type: "int64", ...repeated },
        data_type: { id: 2, type: "int32" },
        name: { id: 8, type: "string" },
        raw_data: { id: 9, type: "bytes" },
      },
    },
    ValueInfoProto: { fields: { name: { id: 1, type: "string" }, type: { id: 2, type: "TypeProto" } } },
    TypeProto: { fields: { tensor_type: { id: 1, type: "TensorTypeProto" } } },
    TensorTypeProto: { fields: { elem_type: { id: 1, type: "int32" }, shape: { id: 2, type: "TensorShapeProto" } } },
    TensorShapeProto: { fields: { dim: { id: 1, type: "DimensionProto", ...repeated } } },
    DimensionProto: { fields: { dim_value: { id: 1, type: "int64" }, dim_param: { id: 2, type: "string" } } },
  },
});

/** Of a tensor and of an attribute. */
export const FLOAT = 1;
/** Of a tensor. */
export const INT64 = 7;
export const ATTRIBUTE = { FLOAT: 1, INT: 2, INTS: 7 } as const;

export interface NodeMessage {
  readonly op_type: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly object[];
}

export interface TensorMessage {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data_type: typeof FLOAT | typeof INT64;
  readonly raw_data: Uint8Array;
}

export interface ValueMessage {
  readonly name: string;
  readonly type: object;
}

export interface ModelMessage {
  readonly ir_version: number;
  readonly producer_name: string;
  readonly producer_version: string;
  readonly doc_string: string;
  readonly opset_import: readonly { readonly domain: string; readonly version: number }[];
  readonly metadata_props: readonly { readonly key: string; readonly value: string }[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly NodeMessage[];
    readonly initializer: readonly TensorMessage[];
    readonly input: readonly ValueMessage[];
    readonly output: readonly ValueMessage[];
  };
}

export const encodeModel = (model: ModelMessage): Uint8Array =>
  root
    .lookupType("ModelProto")
    .encode(model as object)
    .finish();
