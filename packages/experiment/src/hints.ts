/** Options by which other libraries tell a layer the size of its input. */
export const INFERRED: ReadonlySet<string> = new Set([
  ...["in_features", "in_channels", "input_shape", "input_dim", "input_size", "in_shape", "in_dim", "num_features"],
  ...["num_channels", "normalized_shape"],
]);

/** Values that other tools call otherwise. */
export const VALUE_HINTS: Readonly<Record<string, string>> = {
  val_loss: "validation.loss",
  validation_loss: "validation.loss",
  loss: "validation.loss",
  val_accuracy: "validation.accuracy",
  val_acc: "validation.accuracy",
  validation_accuracy: "validation.accuracy",
  accuracy: "validation.accuracy",
  acc: "validation.accuracy",
};

/** Metrics that need no mention. */
export const ALWAYS_MEASURED: Readonly<Record<string, string>> = {
  loss: "the loss is measured in any case: leave it out",
  confusion_matrix: "a run keeps its predictions, and its report has the matrix: leave it out",
};

/** Keys that other libraries put at the top of a configuration, and where they stand here. */
export const TOP_HINTS: Readonly<Record<string, string>> = {
  model: "architecture",
  network: "architecture",
  layers: "architecture",
  scheduler: "lr_schedule",
  schedule: "lr_schedule",
  criterion: "loss",
  augment: "augmentation",
  transforms: "augmentation",
  dataset: "data.dataset",
  validation: "data.validation",
  normalize: "data.normalize",
  epochs: "training.epochs",
  batch_size: "training.batch_size",
  lr: "optimizer.lr",
  learning_rate: "optimizer.lr",
  momentum: "optimizer.momentum",
  weight_decay: "optimizer.weight_decay",
};
