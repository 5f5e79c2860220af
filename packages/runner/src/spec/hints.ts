/** Names that people bring along from other libraries, for parts whose own name no spelling correction would find. */
export const TYPE_HINTS: Readonly<Record<string, string>> = {
  dense: "linear",
  fully_connected: "linear",
  fc: "linear",
  conv: "conv2d",
  convolution: "conv2d",
  momentum: "sgd",
  cosine: "cosine_annealing",
  step_lr: "step",
  nll: "cross_entropy",
  nll_loss: "cross_entropy",
  log_loss: "cross_entropy",
  l2: "mse",
  he_normal: "kaiming_normal",
  he_uniform: "kaiming_uniform",
  glorot_normal: "xavier_normal",
  glorot_uniform: "xavier_uniform",
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
};
