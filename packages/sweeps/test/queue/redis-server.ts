import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const PROGRAM = ["redis-server", "valkey-server"].find(
  (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).error === undefined,
);

/** Whether a queue server can be started here. */
export const hasServer = PROGRAM !== undefined;

/** A title that says why a test is left out. */
export const titleWithServer = (title: string): string =>
  hasServer ? title : `${title} (left out: there is no redis-server, which .ci/run installs, and no valkey-server)`;

/** A server of one's own, which keeps nothing. */
export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** Ends it; what it held is gone. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** It answers nobody, and keeps what it has. */
  freeze(): void;
  thaw(): void;
}

/** Starts a server on a port that nobody has. @param bind addresses that it listens on */
export async function startServer({ password = "", bind = ["127.0.0.1"], port = 0 } = {}): Promise<TestServer> {
  const own = port || (await freePort());
  const args = ["--port", String(own), "--bind", ...bind, "--save", "", "--appendonly", "no", "--loglevel", "warning"];
  const secret = password === "" ? [] : ["--requirepass", password];
  let child: ChildProcess | undefined;
  const server: TestServer = {
    port: own,
    url: `redis://${password === "" ? "" : `:${encodeURIComponent(password)}@`}127.0.0.1:${own}`,
    async stop() {
      const running = child;
      child = undefined;
      if (running?.exitCode !== null) return;
      running.kill("SIGKILL");
      await once(running, "exit");
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async start() {
      child = spawn(PROGRAM ?? "", [...args, ...secret], { stdio: ["ignore", "pipe", "inherit"] });
      for (let attempt = 0; attempt < 100; attempt++) {
        if (await answers(own)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${PROGRAM} does not answer`);
    },
  };
  await server.start();
  process.once("exit", () => child?.kill("SIGKILL"));
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number): Promise<boolean> {
  const { connect } = await import("node:net");
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
