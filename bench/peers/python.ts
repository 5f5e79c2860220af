import { spawnSync } from "node:child_process";

/** The Python that has some modules, if any: "torch, numpy". */
export const findPython = (modules: string): string | undefined =>
  ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", `import ${modules}`], { stdio: "ignore" }).status === 0,
  );
