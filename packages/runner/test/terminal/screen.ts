import { PassThrough } from "node:stream";
import { createTerminal, type Terminal } from "../../src/terminal/index.ts";

/** A terminal that keeps what is written; `columns` makes both streams TTYs. */
export function fakeTerminal(columns?: number, env: Record<string, string> = { LANG: "en_US.UTF-8" }) {
  const stream = () => {
    const chunks: string[] = [];
    const through = new PassThrough();
    through.on("data", (chunk) => chunks.push(String(chunk)));
    const tty = columns === undefined ? {} : { isTTY: true, columns, getWindowSize: () => [columns, 24] };
    return { stream: Object.assign(through, tty) as unknown as NodeJS.WriteStream, text: () => chunks.join("") };
  };
  const [out, err] = [stream(), stream()];
  const terminal: Terminal = createTerminal({ stdout: out.stream, stderr: err.stream, env, color: true });
  return { terminal, out: out.text, err: err.text };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
