import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { schemaTexts } from "../../src/sweep/index.ts";

/** Where `.ci/run` installs yaml-language-server, which only these tests use. */
const FOLDER = fileURLToPath(new URL("../../../../.cache/editor/", import.meta.url));

export const hasServer = existsSync(`${FOLDER}node_modules/yaml-language-server`);

/** A title that says why tests are left out. */
export const withServer = (title: string): string =>
  hasServer ? title : `${title} (left out: .cache/editor has no yaml-language-server, which .ci/run installs)`;

/** What Assay's tests read of a completion. */
interface Item {
  readonly label: string;
  readonly insertText?: string;
  readonly documentation?: string | { readonly value: string };
}

type Position = { readonly line: number; readonly character: number };

interface Service {
  configure(settings: object): void;
  doComplete(document: object, position: Position, isKubernetes: boolean): Promise<{ readonly items: Item[] }>;
  doHover(document: object, position: Position): Promise<{ readonly contents: { readonly value: string } } | null>;
  doValidation(document: object, isKubernetes: boolean): Promise<{ readonly message: string }[]>;
}

/** A completion: its label, the text it inserts, and what an editor shows beside it. */
export interface Offer {
  readonly label: string;
  readonly text: string;
  readonly about: string;
}

export interface Editor {
  /** What is offered at the `‸` of a text. */
  offers(text: string): Promise<Offer[]>;
  /** What is shown over the word at the `‸` of a text, without the escapes of Markdown. */
  hover(text: string): Promise<string>;
  /** What is underlined in a text. */
  problems(text: string): Promise<string[]>;
}

interface Documents {
  create(uri: string, language: string, version: number, text: string): { positionAt(offset: number): Position };
}

/** The server as an editor starts it for a file whose first line names a schema in `experiments/`. */
function start(schema: string): { readonly service: Service; readonly documents: Documents } {
  const load = createRequire(FOLDER);
  const { getLanguageService } = load("yaml-language-server") as { getLanguageService(options: object): Service };
  const { TextDocument } = load("vscode-languageserver-textdocument") as { TextDocument: Documents };
  const service = getLanguageService({
    schemaRequestService: async () => schemaTexts()[schema],
    workspaceContext: { resolveRelativePath: (path: string) => `file:///${path}` },
    clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ["markdown"] } } } },
  });
  service.configure({ validate: true, hover: true, completion: true, hoverSchemaSource: false });
  return { service, documents: TextDocument };
}

/** An editor for files of one schema; its server starts at the first question. */
export function openEditor(schema: string): Editor {
  let running: ReturnType<typeof start> | undefined;
  let version = 0;
  const at = (text: string) => {
    running ??= start(schema);
    const whole = `# yaml-language-server: $schema=./${schema}\n${text}`;
    const document = running.documents.create("file:///spec.yaml", "yaml", version++, whole.replace("‸", ""));
    return { service: running.service, document, position: document.positionAt(whole.indexOf("‸")) };
  };
  return {
    async offers(text) {
      const { service, document, position } = at(text);
      const { items } = await service.doComplete(document, position, false);
      return items.map(({ label, insertText = "", documentation = "" }) => ({
        label,
        text: insertText,
        about: typeof documentation === "string" ? documentation : documentation.value,
      }));
    },
    async hover(text) {
      const { service, document, position } = at(text);
      const { value } = (await service.doHover(document, position))?.contents ?? { value: "" };
      return value.replace(/\\(.)/g, "$1");
    },
    async problems(text) {
      const { service, document } = at(text);
      return (await service.doValidation(document, false)).map(({ message }) => message);
    },
  };
}
