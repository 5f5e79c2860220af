import { activation } from "./activation.ts";

/** y = tanh x; dx = dy · (1 − y²). */
export const tanh = activation("tanh", 4);
