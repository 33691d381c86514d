/** What the process costs: its start, and its memory. @module */
import { median, memoryMb, robot, startServer } from "./measure.ts";
import { ms, OWNER, type Row } from "./row.ts";

/** Start, idle memory, and a thousand wikis that nobody asks for. */
export async function benchProcess(
  { work }: { readonly work: string },
): Promise<Row[]> {
  const dataDir = `${work}/idle`;
  await robot(
    dataDir,
    "user",
    "create",
    OWNER,
    "--handle",
    "bench.example.com",
  );
  await robot(
    dataDir,
    "wiki",
    "create",
    "quiet",
    "--owner",
    OWNER,
    "--read",
    "anonymous",
  );
  const starts: number[] = [];
  let idle = 0;
  for (let i = 0; i < 5; i++) {
    await using server = await startServer(
      dataDir,
      (port) => `http://quiet.wiki.localhost:${port}/`,
    );
    starts.push(server.startMs);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    idle = memoryMb(server.pid);
  }
  const start = median(starts);
  return [
    {
      what: "start to first page",
      goal: "≤ 500 ms",
      result: ms(start),
      isReached: start <= 500,
    },
    {
      what: "idle memory",
      goal: "≤ 120 MB",
      result: `${idle.toFixed(0)} MB`,
      isReached: idle <= 120,
    },
    await benchManyWikis(dataDir, idle),
  ];
}

async function benchManyWikis(dataDir: string, idle: number): Promise<Row> {
  const count = 1000;
  let memory = 0;
  {
    await using server = await startServer(
      dataDir,
      (port) => `http://quiet.wiki.localhost:${port}/`,
    );
    for (let i = 0; i < count; i++) {
      await robotThrough(dataDir, [
        "wiki",
        "create",
        `idle${i}`,
        "--owner",
        OWNER,
      ]);
    }
    void server;
  }
  await using server = await startServer(
    dataDir,
    (port) => `http://quiet.wiki.localhost:${port}/`,
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  memory = memoryMb(server.pid) - idle;
  return {
    what: "1,000 idle wikis, additional memory",
    goal: "≤ 50 MB",
    result: `${memory.toFixed(0)} MB`,
    isReached: memory <= 50,
  };
}

/** A command through the running server's socket, without a process for each. */
async function robotThrough(dataDir: string, argv: string[]): Promise<void> {
  const { askServer } = await import("../src/cli/control_socket.ts");
  const { readCall } = await import("../src/cli/grammar.ts");
  const { COMMANDS } = await import("../src/cli/commands.ts");
  const reading = readCall(argv, COMMANDS, "/");
  if (reading.kind !== "call") throw new Error("not a call");
  const outcome = await askServer(dataDir, reading.call);
  if (outcome === undefined || "error" in outcome) {
    throw new Error(JSON.stringify(outcome));
  }
}
