/**
 * Installs the PDS (the server of Bluesky accounts) that the sign-in tests talk to: packages of their
 * own, which are no part of the product, in `tests/e2e/pds/node_modules/`.
 *
 * `deno run -A tools/install_pds.ts` ends with 1 where that is not possible.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Where the PDS and its packages are. */
export const PDS_FOLDER = new URL("../tests/e2e/pds/", import.meta.url);

/** What the packages come from; installed anew when one of them changes. */
const SOURCES = [
  "deno.json",
  "deno.lock",
  "better-sqlite3/index.js",
  "better-sqlite3/package.json",
  "jose/index.js",
  "jose/package.json",
];
/** Says what was installed; it is written last. */
const MARK = new URL("node_modules/.installed-from", PDS_FOLDER);
/** 1 minute where it was tried; a network that says nothing must not hold everybody up. */
const DEADLINE_MS = 10 * 60_000;

/** Whether the packages are there, whole and as they should be now. */
export function isPdsInstalled(): boolean {
  try {
    return Deno.readTextFileSync(MARK) === wanted();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Installs the packages where they are missing, and says so; whether they are there now. */
export async function installPds(): Promise<boolean> {
  if (isPdsInstalled()) return true;
  say(
    "installing the PDS for the sign-in tests, about 290 MB, once (a minute or more) …",
  );
  const isDone = await runInstall();
  if (isDone) Deno.writeTextFileSync(MARK, wanted());
  say(
    isDone
      ? "installed the PDS"
      : "cannot install the PDS: the tests that need it are skipped",
  );
  return isDone;
}

async function runInstall(): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["install", "--frozen", "--quiet"],
    cwd: PDS_FOLDER,
    stdin: "null",
    stderr: "inherit",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  const { success } = await child.status;
  clearTimeout(timer);
  return success;
}

function wanted(): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    hash.update(Deno.readFileSync(new URL(source, PDS_FOLDER)));
  }
  return hash.digest("hex");
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) Deno.exit(await installPds() ? 0 : 1);
