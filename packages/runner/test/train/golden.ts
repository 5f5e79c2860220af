/** SHA-256 of the weights that tiny.yaml ends with. A change is a change of numerics: count NUMERICS_VERSION up with it. */
export const golden = {
  fused: "69fa3abb9c8d1b92806dc1fe4c3f92569f8a6804a7025d8d905738acb6f0ef18",
  strict: "dcb56693366a258b0b07aeafe68b9760824d1df0f4080b8095fec95675703b81",
} as const;
