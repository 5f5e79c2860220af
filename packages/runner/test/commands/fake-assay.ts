/** Assay's command line with a trainer that only pretends: started as a process by the tests. */
import { main } from "../../src/commands/main.ts";
import { fakeServices } from "./fake-services.ts";

process.exitCode = await main(process.argv.slice(2), fakeServices);
