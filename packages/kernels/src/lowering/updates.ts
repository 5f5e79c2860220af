import type { Rule } from "./contract.ts";

/** Updates keep x ← β x + (1 − β) y, and are given 1 − β beside β: taken in double precision, so that it is rounded once. */
const rests = ({ beta1, beta2 }: { readonly beta1: number; readonly beta2: number }) => ({
  rest1: 1 - beta1,
  rest2: 1 - beta2,
});

export const adam: Rule<"adam"> = (fields, { call }) => call("adam", { ...fields, ...rests(fields) });

export const nadam: Rule<"nadam"> = (fields, { call }) => call("nadam", { ...fields, ...rests(fields) });

export const radam: Rule<"radam"> = (fields, { call }) => call("radam", { ...fields, ...rests(fields) });

export const lion: Rule<"lion"> = (fields, { call }) => call("lion", { ...fields, ...rests(fields) });

export const adamax: Rule<"adamax"> = (fields, { call }) => call("adamax", { ...fields, rest1: 1 - fields.beta1 });

export const adadelta: Rule<"adadelta"> = (fields, { call }) => call("adadelta", { ...fields, rest: 1 - fields.rho });

export const rmsprop: Rule<"rmsprop"> = (fields, { call }) => call("rmsprop", { ...fields, rest: 1 - fields.alpha });

export const muon_direction: Rule<"muon_direction"> = (fields, { call }) =>
  call("muon_direction", { ...fields, rest: 1 - fields.momentum });

export const muon: Rule<"muon"> = (fields, { call }) => call("muon", { ...fields, rest: 1 - fields.momentum });
