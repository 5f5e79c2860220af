import type { initializers } from "../../packages/layers/src/index.ts";
import { TOLERANCES } from "../../packages/layers/test/tolerances.ts";
import type { Entry } from "./entry.ts";

const file = "packages/layers/test/initializers.test.ts";
const moments = {
  file,
  title: "values: mean and variance within",
  claim: `mean and variance within ${TOLERANCES.moments} standard deviations of their estimates`,
};
const shape = { file, title: "the shape of its distribution", claim: "bounds, or shares within 1, 2 and 3 σ" };
const constant = [{ file, title: "values: mean and variance within", claim: "every value is the one it must be" }];
const drawn = [moments, shape];

const gain = "`gain` is above 0.";
const vectors = "A vector, such as a bias, has the fans of its layer; PyTorch refuses it.";
const kaiming = [
  "`nonlinearity` has no conv1d, conv2d, conv_transpose2d …: their gain is that of linear.",
  vectors,
] as const;

export const initializerEntries = {
  zeros: { theirs: "torch.nn.init.zeros_", tests: constant, differences: [] },
  ones: { theirs: "torch.nn.init.ones_", tests: constant, differences: [] },
  constant: { theirs: "torch.nn.init.constant_", tests: constant, differences: ["`value` is PyTorch's val."] },
  normal: {
    theirs: "torch.nn.init.normal_",
    tests: drawn,
    differences: ["`std` is above 0; PyTorch takes 0: that is constant."],
  },
  uniform: {
    theirs: "torch.nn.init.uniform_",
    tests: drawn,
    differences: ["`a` is below b; PyTorch takes equal ones: that is constant."],
  },
  trunc_normal: {
    theirs: "torch.nn.init.trunc_normal_",
    tests: [{ ...moments, claim: `${moments.claim}, of the distribution's own by Simpson's rule` }, shape],
    differences: [
      "Draws by rejection, and so keeps its shape far out in a tail, where PyTorch warns that its own may be wrong.",
    ],
  },
  xavier_uniform: { theirs: "torch.nn.init.xavier_uniform_", tests: drawn, differences: [gain, vectors] },
  xavier_normal: { theirs: "torch.nn.init.xavier_normal_", tests: drawn, differences: [gain, vectors] },
  kaiming_uniform: { theirs: "torch.nn.init.kaiming_uniform_", tests: drawn, differences: kaiming },
  kaiming_normal: { theirs: "torch.nn.init.kaiming_normal_", tests: drawn, differences: kaiming },
  lecun_normal: {
    theirs: "torch.nn.init.kaiming_normal_(nonlinearity='linear'); LeCun et al. 1998",
    tests: drawn,
    differences: ["Keras and JAX cut the distribution of this name off at two standard deviations."],
  },
  orthogonal: {
    theirs: "torch.nn.init.orthogonal_",
    tests: [
      {
        file: "packages/layers/test/orthogonal.test.ts",
        title: "the fewer of rows and columns are orthogonal with length %d, within 1e-6",
        claim: "Wᵀ W = gain² I within 1e-6, of the matrix as PyTorch flattens it",
      },
      {
        file: "packages/layers/test/orthogonal.test.ts",
        title: "elements of many matrices have mean 0 and variance 1/n",
        claim: "mean and variance over 400 matrices within 5 standard deviations",
      },
    ],
    differences: [gain],
  },
} as const satisfies Record<keyof typeof initializers, Entry>;
