import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createGuide } from "../src/guide.ts";
import { createSpecLoader } from "../src/resolve.ts";
import { specSchema } from "../src/schema.ts";
import { createFlagOrigin } from "../src/source.ts";
import { treeOf } from "../src/tree.ts";
import { withoutDefaults } from "../src/without-defaults.ts";
import { parts } from "./parts.ts";
import { loader, loadText, specText } from "./texts.ts";

const guide = createGuide(specSchema(parts));
const stripped = (spec: object) =>
  withoutDefaults(treeOf(spec, { origin: createFlagOrigin("", ""), offset: 0 }), guide);

describe("without its defaults, a spec", () => {
  const text = specText({
    architecture:
      "architecture:\n  - { type: residual, body: [{ type: linear, out_features: 4 }] }\n  - { type: linear, out_features: 10, init: { type: normal, std: 1 } }",
  });

  it("is what had to be written, at every level", () => {
    expect(stripped(loadText(text).spec)).toEqual({
      name: "small",
      architecture: [
        { type: "residual", body: [{ type: "linear", out_features: 4 }] },
        { type: "linear", out_features: 10, init: { type: "normal", std: 1 } },
      ],
      optimizer: { type: "adam", lr: 0.001 },
      training: { epochs: 1 },
    });
  });

  it("keeps what differs inside of a default, and nothing around it", () => {
    const { spec } = loadText(text, [
      "data.validation=3",
      "loss.label_smoothing=0.1",
      "architecture.0.body.0.init.a=1",
      "lr_schedule.type=cosine_annealing",
    ]);
    expect(stripped(spec)).toMatchObject({
      data: { validation: 3 },
      loss: { type: "cross_entropy", label_smoothing: 0.1 },
      architecture: [{ body: [{ init: { type: "kaiming_uniform", a: 1 } }] }, {}],
      lr_schedule: { type: "cosine_annealing" },
    });
  });

  it("keeps a section that is empty where leaving it out would mean something else", () => {
    const averaging = {
      type: "object",
      additionalProperties: false,
      properties: { decay: { type: "number", default: 0.9 } },
    };
    const root = { type: "object", properties: { ema: averaging, on: { ...averaging, default: {} } } };
    const spot = { origin: createFlagOrigin("", ""), offset: 0 };
    const spec = { ema: { decay: 0.9 }, on: { decay: 0.9 } };
    expect(withoutDefaults(treeOf(spec, spot), createGuide(root))).toEqual({ ema: {} });
  });

  it("knows a default that is a part with defaults of its own, however it is written", () => {
    const written = loadText(text, ["architecture.1.init={ type: kaiming_uniform, a: 0 }", "loss=cross_entropy"]);
    const left = loadText(text, ["architecture.1={ type: linear, out_features: 10 }"]);
    expect(written.hash).toBe(left.hash);
  });
});

describe("a path", () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-paths-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = { type: "string", format: "path" } as const;
  const table = {
    schema: {
      type: "object",
      required: ["path"],
      additionalProperties: false,
      properties: {
        path,
        test: { anyOf: [{ type: "number" }, path], default: 0.5 },
        more: { type: "array", items: path, default: ["more.csv"] },
      },
    },
  };
  const paths = createSpecLoader({ ...parts, datasets: { ...parts.datasets, table } });
  const write = (name: string, dataset: string): string => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "spec.yaml"), specText({ data: `data: { dataset: ${dataset} }` }));
    return join(folder, name, "spec.yaml");
  };

  it("is absolute in the spec: from the file that it is written in, from the current folder in a flag", () => {
    const file = write("a", "{ type: table, path: ../data.csv, test: 0.25 }");
    expect(paths.load(file).spec.data.dataset).toEqual({
      type: "table",
      path: join(folder, "data.csv"),
      test: 0.25,
      more: [join(folder, "a", "more.csv")],
    });
    const set = ["data.dataset.path=x/y.csv", "data.dataset.test=/z.csv"];
    expect(paths.load(file, { set }).spec.data.dataset).toMatchObject({ path: resolve("x/y.csv"), test: "/z.csv" });
    const called = paths.load(file, { set, folder: "somewhere" }).spec.data.dataset;
    expect(called).toMatchObject({ path: resolve("somewhere/x/y.csv"), test: "/z.csv" });
  });

  it("is no part of the identity", () => {
    const one = paths.load(write("a", "{ type: table, path: data.csv, test: t.csv, more: [a, b] }"));
    const other = paths.load(write("b", "{ type: table, path: ../data.csv, test: ../t.csv, more: [c] }"));
    expect(other.spec).not.toEqual(one.spec);
    expect(other.hash).toBe(one.hash);
    expect(paths.load(write("c", "{ type: table, path: data.csv, test: 0.1 }")).hash).not.toBe(one.hash);
  });

  it("stays the same when resolved.yaml is loaded from elsewhere", () => {
    const { resolved, spec, hash } = paths.load(write("a", "{ type: table, path: data.csv }"));
    mkdirSync(join(folder, "d"));
    writeFileSync(join(folder, "d", "resolved.yaml"), resolved);
    expect(paths.load(join(folder, "d", "resolved.yaml"))).toMatchObject({ spec, hash });
  });
});

describe("completing an older spec", () => {
  const { spec } = loadText(specText());

  it("fills today's defaults in, in today's order", () => {
    const old = { name: "small", optimizer: { type: "adam", lr: 0.001 }, training: { epochs: 1 } };
    const completed = loader.complete({
      ...old,
      architecture: [{ type: "flatten" }, { type: "linear", out_features: 10 }],
    });
    expect(JSON.stringify(completed)).toBe(JSON.stringify(spec));
  });

  it("leaves what it does not know as it is", () => {
    const old = { ...spec, optimizer: { type: "shampoo", lr: 1 }, colour: "red", training: "long" };
    expect(loader.complete(old)).toEqual(old);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(loader.complete(circle)).toBe(circle);
  });
});
