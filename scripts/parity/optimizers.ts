import type { optimizers } from "../../packages/optimizers/src/index.ts";
import type { Entry } from "./entry.ts";

const eps = (least: string) => `\`eps\` is at least ${least}; PyTorch takes 0.`;
const betas = "`betas` are at most 0.9999999, which is below 1 in single precision, too.";
const decoupled = "PyTorch's class; decoupled_weight_decay by its formula in double precision";
const newer = { decoupled_weight_decay: "2.1" };

export const optimizerEntries = {
  sgd: {
    theirs: "torch.optim.SGD",
    differences: [
      "`lr` must be given; PyTorch 2 has the default 1e-3.",
      "`momentum` is below 1 and `dampening` at most 1; PyTorch takes larger ones.",
      "`dampening` without momentum is refused; PyTorch ignores it.",
    ],
  },
  adagrad: { theirs: "torch.optim.Adagrad", differences: [eps("1e-15")] },
  adadelta: {
    theirs: "torch.optim.Adadelta",
    differences: [eps("1e-20"), "`rho` is at most 0.9999999; PyTorch takes 1."],
  },
  rmsprop: {
    theirs: "torch.optim.RMSprop",
    differences: [
      eps("1e-12"),
      "`alpha` is at most 0.9999999 and `momentum` below 1; PyTorch takes larger ones.",
      "With `centered` a variance that rounding makes negative counts as 0; PyTorch's root of it is NaN.",
    ],
  },
  adam: {
    theirs: "torch.optim.Adam",
    differences: [
      eps("1e-12"),
      betas,
      "No `decoupled_weight_decay`, as newer versions of PyTorch have: that is adamw.",
    ],
  },
  adamw: { theirs: "torch.optim.AdamW", differences: [eps("1e-12"), betas] },
  adamax: { theirs: "torch.optim.Adamax", differences: [eps("1e-15"), betas] },
  nadam: {
    theirs: "torch.optim.NAdam",
    newer,
    reference: `${decoupled}; the foreach variant, as the other one of 1.13 errs by a factor`,
    differences: [eps("1e-12"), betas],
  },
  radam: { theirs: "torch.optim.RAdam", newer, reference: decoupled, differences: [eps("1e-12"), betas] },
  rprop: {
    theirs: "torch.optim.Rprop",
    reference: "PyTorch's class; weight_decay added to the gradient before its step",
    differences: [
      "A schedule and a group's lr_factor scale every step; PyTorch reads lr once, and a scheduler then changes nothing.",
      "`weight_decay` is Assay's own.",
      "`step_sizes` must be in order; PyTorch takes them exchanged.",
    ],
  },
  lion: {
    theirs: "not in PyTorch: Chen et al. 2023, Symbolic Discovery of Optimization Algorithms",
    reference: "the paper's formula in double precision",
    differences: ["Defaults are those of the authors' implementation.", betas],
  },
  muon: {
    theirs: "torch.optim.Muon (2.9); Jordan 2024",
    reference: "the formula of torch.optim.Muon in double precision, torch.optim.AdamW beside it",
    differences: [
      "Parameters that are no matrices are updated by AdamW, with the options `adamw`; PyTorch refuses them, and its users build a second optimizer.",
      "The weight of a convolution is updated as the matrix [out, in · kernel area]; PyTorch refuses it.",
      "The Newton-Schulz iteration is single precision; PyTorch's is bfloat16.",
      "`momentum` is below 1; PyTorch takes larger ones. `adamw.eps` is at least 1e-12.",
    ],
  },
} as const satisfies Record<keyof typeof optimizers, Entry>;
