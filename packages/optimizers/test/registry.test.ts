import { describe, expect, it } from "vitest";
import { optimizers, schedules } from "../src/index.ts";

/** Schedules elsewhere whose formula none of these has. */
const OTHERS = ["inv", "inverse_time_decay", "inverse_sqrt", "chained", "chained_scheduler"];

/** Options that follow from the training, from another option or from the model, and those that all optimizers have. */
const OPEN = ["t_max", "total_iters", "max_lr", "base_lr", "step_size_down", "mode", "groups"];

describe.each(Object.entries({ ...optimizers, ...schedules }))("the schema of %s", (name, { schema, hints }) => {
  const { properties } = schema;
  const required: readonly string[] = "required" in schema ? schema.required : [];

  it("is closed and leaves `type` to the runner", () => {
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(properties).not.toHaveProperty("type");
  });

  it("describes every option, and gives it a default unless it is required or follows from the training", () => {
    for (const [key, property] of Object.entries(properties)) {
      expect(property, key).toHaveProperty("description");
      if (!required.includes(key) && !OPEN.includes(key)) expect(property, key).toHaveProperty("default");
    }
  });

  it("lets parameters be grouped, if it is an optimizer's", () => {
    expect("groups" in properties).toBe(Object.keys(optimizers).includes(name));
  });

  it("is hinted at by keys that it does not have itself", () => {
    for (const [key, target] of Object.entries(hints)) {
      expect(properties).toHaveProperty(target);
      expect(properties).not.toHaveProperty(key);
    }
  });
});

it("no schedule answers to the name of one with another formula", () => {
  const names = Object.entries(schedules).flatMap(([type, part]): readonly string[] => [
    type,
    ...("aliases" in part ? part.aliases : []),
  ]);
  expect(names.filter((name) => OTHERS.includes(name))).toEqual([]);
});
