/**
 * The program as its operator runs it: a process with a data folder, commands, and a server that
 * is asked over the network.
 *
 * `ROBOT_TEST_EXECUTABLE` names a built file to test instead of the source tree.
 *
 * @module
 */
import http from "node:http";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How the program is started: a built file, or Deno with `main.ts`. */
export function programCommand(
  executable = Deno.env.get("ROBOT_TEST_EXECUTABLE"),
): string[] {
  if (executable) {
    return [executable.startsWith("/") ? executable : `${ROOT}${executable}`];
  }
  return [Deno.execPath(), "run", "-A", `${ROOT}main.ts`];
}

/** What a command printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test may want otherwise. */
export interface InstallationOptions {
  readonly program?: string[];
  readonly parent?: string;
  /** Settings beside origin, address and data folder. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A data folder, the commands on it, and servers over it. */
export class Installation implements AsyncDisposable {
  readonly dataDir: string;
  readonly #program: string[];
  readonly #settings: Readonly<Record<string, string>>;
  #server: RunningServer | undefined;

  private constructor(dataDir: string, options: InstallationOptions) {
    this.dataDir = dataDir;
    this.#program = options.program ?? programCommand();
    this.#settings = options.settings ?? {};
  }

  /** An empty data folder, below `parent` where that is given. */
  static async make(options: InstallationOptions = {}): Promise<Installation> {
    const where = options.parent === undefined ? {} : { dir: options.parent };
    const dataDir = await Deno.makeTempDir({ prefix: "robot-test-", ...where });
    return new Installation(dataDir, options);
  }

  /** Port of the server, fixed for the installation because links and cookies name it. */
  readonly port = freePort();

  /** The settings of this installation. */
  get env(): Record<string, string> {
    return {
      ROBOT_ORIGIN: `http://wiki.localhost:${this.port}`,
      ROBOT_LISTEN: `127.0.0.1:${this.port}`,
      ROBOT_DATA: this.dataDir,
      ...this.#settings,
    };
  }

  /** Runs a command of the program. */
  async run(...args: string[]): Promise<Ran> {
    const [command, ...first] = this.#program;
    const { code, stdout, stderr } = await new Deno.Command(command!, {
      args: [...first, ...args],
      env: this.env,
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  }

  /** Runs a command with `--json`; its answer. Throws what it complained about. */
  async ask<T = Record<string, unknown>>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run(...args, "--json");
    if (code !== 0) {
      throw new Error(`robot ${args.join(" ")}: ${code} ${stdout} ${stderr}`);
    }
    return JSON.parse(stdout) as T;
  }

  /** Starts a server and waits until it answers. */
  async serve(...options: string[]): Promise<RunningServer> {
    const [command, ...first] = this.#program;
    const child = new Deno.Command(command!, {
      args: [...first, "serve", ...options],
      env: this.env,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#server = new RunningServer(child, this.port);
    await this.#server.untilReady();
    return this.#server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

/** A server process. */
export class RunningServer {
  readonly #child: Deno.ChildProcess;
  readonly #output: Promise<string>;
  readonly port: number;
  #isOver = false;

  constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.#output = new Response(child.stdout).text();
  }

  /** Process id, for measuring and killing. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Waits for `/health`; throws where the process ended instead. */
  async untilReady(): Promise<void> {
    const ended = this.#child.status.then(({ code }) => {
      this.#isOver = true;
      return code;
    });
    for (let i = 0; i < 1000 && !this.#isOver; i++) {
      const status = await ask(this.port, {
        host: "127.0.0.1",
        path: "/health",
      })
        .then((answer) => answer.status, () => 0);
      if (status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(
      `The server did not start: ${this.#isOver ? await ended : "no answer"}`,
    );
  }

  /** Sends a request; `host` is the name in the address, which need not resolve. */
  ask(question: Question): Promise<Reply> {
    return ask(this.port, question);
  }

  /** SIGTERM; everything that it printed. */
  async stop(): Promise<string> {
    return await this.#end("SIGTERM");
  }

  /** SIGKILL, as a power cut would end it. */
  async kill(): Promise<string> {
    return await this.#end("SIGKILL");
  }

  async #end(signal: Deno.Signal): Promise<string> {
    if (!this.#isOver) this.#child.kill(signal);
    await this.#child.status;
    this.#isOver = true;
    return await this.#output;
  }
}

/** A request. */
export interface Question {
  /** Host name without a port. */
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer. */
export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a server on this machine, with any `Host`. */
export function ask(port: number, question: Question): Promise<Reply> {
  const { host, path, method = "GET", headers = {}, body } = question;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: "127.0.0.1",
      port,
      path,
      method,
      agent: false,
      headers: { host: `${host}:${port}`, ...headers },
    }, (response) => {
      const parts: string[] = [];
      response.setEncoding("utf8");
      response.on("data", (part: string) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: parts.join("") });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
