import protobuf from "protobufjs/light.js";

/**
 * The messages of TensorFlow's event.proto and summary.proto that event files of scalars and histograms need
 * (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto).
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wall_time: { id: 1, type: "double" },
        step: { id: 2, type: "int64" },
        file_version: { id: 3, type: "string" },
        summary: { id: 5, type: "Summary" },
      },
    },
    Summary: { fields: { value: { id: 1, type: "Value", rule: "repeated" } } },
    Value: {
      fields: {
        tag: { id: 1, type: "string" },
        simple_value: { id: 2, type: "float" },
        histo: { id: 5, type: "HistogramProto" },
      },
    },
    HistogramProto: {
      fields: {
        min: { id: 1, type: "double" },
        max: { id: 2, type: "double" },
        num: { id: 3, type: "double" },
        sum: { id: 4, type: "double" },
        sum_squares: { id: 5, type: "double" },
        bucket_limit: { id: 6, type: "double", rule: "repeated", options: { packed: true } },
        bucket: { id: 7, type: "double", rule: "repeated", options: { packed: true } },
      },
    },
  },
});

export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sum_squares: number;
  /** The upper end of each bucket, ascending. */
  readonly bucket_limit: readonly number[];
  readonly bucket: readonly number[];
}

export type SummaryValue =
  | { readonly tag: string; readonly simple_value: number }
  | { readonly tag: string; readonly histo: Histogram };

export interface EventMessage {
  /** Seconds since 1970. */
  readonly wall_time: number;
  readonly step?: number;
  readonly file_version?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
}

export const encodeEvent = (event: EventMessage): Uint8Array =>
  root
    .lookupType("Event")
    .encode(event as object)
    .finish();
