import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { schedules } from "../src/index.ts";

const ajv = new Ajv({ useDefaults: true, strict: true });

/** The options with their defaults, as the runner hands them on; undefined where the schema refuses them. */
export function resolve(schema: object, options: object): object | undefined {
  const copy = structuredClone(options);
  return ajv.validate(schema, copy) ? copy : undefined;
}

/** The same for a schedule, which may hold others: undefined where a schema refuses one of them. */
export function resolveSchedule(name: string, options: object): object | undefined {
  const { schema } = schedules[name as keyof typeof schedules];
  const { schedules: inner, ...properties } = schema.properties as Record<string, object>;
  // A list of schedules is resolved here, one by one, where a spec's schema has a definition for them.
  const resolved = resolve({ ...schema, properties: inner ? { ...properties, schedules: {} } : properties }, options);
  const parts = (resolved as { schedules?: readonly { type: string }[] } | undefined)?.schedules;
  if (!parts) return resolved;
  const built = parts.map(({ type, ...rest }) => ({ type, ...resolveSchedule(type, rest) }));
  return { ...resolved, schedules: built };
}

/**
 * What PyTorch made of the part of this name. A missing fixture fails one test of that part, `demandFixture`, with what is to
 * be done; the tests of the other parts run.
 */
export function fixture(name: string): unknown {
  const file = new URL(`fixtures/${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Fails where a registered part has no fixture. */
export function demandFixture(kind: string, name: string, list: string): void {
  it("has a fixture", () => {
    if (fixture(name) !== undefined) return;
    expect.fail(
      `The ${kind} "${name}" is registered without a fixture: add it to ${list} in packages/optimizers/test/fixtures and run python3 packages/optimizers/test/fixtures/make.py.`,
    );
  });
}
