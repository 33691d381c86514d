/**
 * Runs groups of tests and ends with `N passed, N failed`, from the counts of the runner's report.
 *
 * `deno run -A tools/run_tests.ts fast|e2e|all [file …]`
 *
 * @module
 */
import { installPds } from "./install_pds.ts";

/** Types are checked once, by `deno task check`, and not again by each run and each thread. */
const TEST = ["test", "-A", "--no-check", "--trace-leaks"];

/** The groups, each with the arguments of its `deno test`. */
const GROUPS: Readonly<Record<string, () => string[]>> = {
  fast: () => ["--doc", "--parallel", "src", ...fastTests()],
  e2e: () => ["tests/e2e"],
};

/** Everything in `tests/` but `e2e/` (`--ignore` does not reach into a folder that is named). */
function fastTests(): string[] {
  return [...Deno.readDirSync("tests")]
    .filter(({ name, isDirectory }) =>
      isDirectory ? name !== "e2e" : name.endsWith("_test.ts")
    )
    .map(({ name }) => `tests/${name}`).sort();
}

/** What a report counts. */
interface Counts {
  passed: number;
  failed: number;
  skipped: string[];
}

/** Counts the cases of a JUnit report; steps count as tests. */
export function countCases(xml: string): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  for (
    const [, attributes, body] of xml.matchAll(
      /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
    )
  ) {
    if (/<(failure|error)\b/.test(body ?? "")) counts.failed++;
    else if (/<skipped\b/.test(body ?? "")) {
      counts.skipped.push(/\bname="([^"]*)"/.exec(attributes!)?.[1] ?? "?");
    } else counts.passed++;
  }
  return counts;
}

async function runGroup(args: readonly string[]): Promise<Counts> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [...TEST, `--junit-path=${report}`, ...args],
  }).spawn().status;
  const counts = countCases(await Deno.readTextFile(report));
  await Deno.remove(report);
  // A type error, a leak outside a test or an empty run fails without a failed case.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

async function main(group: string, files: readonly string[]): Promise<number> {
  const names = group === "all" ? Object.keys(GROUPS) : [group];
  if (names.includes("e2e")) await installPds();
  const total: Counts = { passed: 0, failed: 0, skipped: [] };
  for (const name of names) {
    const args = GROUPS[name];
    if (args === undefined) throw new Error(`There is no group "${name}"`);
    const counts = await runGroup(files.length > 0 ? files : args());
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped.push(...counts.skipped);
  }
  const lines = total.skipped.map((name) => `skipped: ${name}`);
  const skipped = lines.length > 0 ? `, ${lines.length} skipped` : "";
  lines.push(`${total.passed} passed, ${total.failed} failed${skipped}`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("\n") + "\n"));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

if (import.meta.main) {
  const [group = "all", ...files] = Deno.args;
  Deno.exit(await main(group, files));
}
