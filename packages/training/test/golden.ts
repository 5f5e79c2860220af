/** SHA-256 of the weights that tiny.yaml ends with. A change is a change of numerics: count NUMERICS_VERSION up with it. */
export const golden = {
  fused: "8c4606369521d587f8bfb0f2a7e92c979ca03631cccd9f1794e03d1ed142e342",
  strict: "095c72b966a864c8dccb6dc3e42176ca0ad85384e8110ac74fb0c8ade954b6db",
} as const;
