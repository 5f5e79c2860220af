/** SHA-256 of the weights that tiny.yaml ends with. A change is a change of numerics: count NUMERICS_VERSION up with it. */
export const golden = {
  fused: "eaabe6c9b461a9e95984db9ef09e06c8024aca9df58ff036a59bb1e7ee263ca5",
  strict: "7f93a517525c50d7da9ed315517cf1349115b7268918f49519c02e075b7109f8",
} as const;
