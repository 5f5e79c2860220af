// A process that trains nothing: what it does is the task's title.
process.on("error", () => undefined); // nobody may hear what it says
let isDeaf = false;
process.on("message", ({ type, task }) => {
  if (type === "stop") return isDeaf ? undefined : process.send({ type: "end" });
  if (task.title === "dies") return process.exit(7);
  if (task.title === "is killed") return process.kill(process.pid, "SIGKILL");
  if (task.title === "hangs") return;
  if (task.title === "cannot write") return process.send({ type: "error", message: "the disk is full" });
  if (task.title === "is deaf") {
    isDeaf = true;
    return;
  }
  if (task.title === "is held") process.send({ type: "held", message: "process 7 has it" });
  if (task.title === "waits") return process.send({ type: "alive" });
  process.send({ type: "epoch", epoch: 1, epochs: 2, figure: 0.5 });
  process.send({ type: "end", result: { status: "completed", run: task.run, pid: process.pid } });
});
process.on("disconnect", () => process.exit(0));
