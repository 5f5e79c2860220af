import { UsageError } from "@assay/runs/errors";

/** Where the queue server is. The password is for the connection alone: `shown` is what may be said of it. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  readonly tls: boolean;
  /** Host and port. */
  readonly shown: string;
}

// The example stands last: what follows a URL up to an @ is never shown.
const FORM =
  "user:password@ goes before the host, /number behind the port: redis://head:6379, or rediss://head:6379 with TLS";

/** Reads a queue's URL. @throws UsageError without the password */
export function readAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") throw wrong(text);
  const [, db] = /^\/?(\d{0,4})$/.exec(url.pathname) ?? [];
  if (db === undefined || url.search !== "" || url.hash !== "") throw wrong(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? 6379 : Number(url.port);
  return {
    ...{ host, port, db: Number(db), tls: url.protocol === "rediss:", shown: `${url.hostname}:${port}` },
    ...(url.username !== "" && { username: plain(url.username, text) }),
    ...(url.password !== "" && { password: plain(url.password, text) }),
  };
}

function plain(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(url);
  }
}

/** Of what cannot be read, nobody knows what in it is a password: only its scheme is shown. */
const wrong = (text: string): UsageError =>
  new UsageError("sweeps/queue", `--queue must be a URL, got ${shownScheme(text)}`, FORM);

function shownScheme(text: string): string {
  const [scheme] = /^[a-z]{1,10}:\/\//i.exec(text) ?? [];
  return scheme === undefined ? "a text without redis:// in front" : `"${scheme}…"`;
}
