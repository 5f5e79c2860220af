export { main } from "./main.ts";
export { type Prepared, type Services, services, type Trainer, type TrainOptions } from "./services.ts";
