/** How a sign-in looks that was refused. @module */
import assert from "node:assert/strict";
import { VISITOR_ADDRESS } from "./internet.ts";
import type { Service } from "./public_service.ts";
import type { Visitor } from "./visitor.ts";

/** The page says so, the log has the reason and the address, and nobody is signed in. */
export async function assertRefused(
  service: Service,
  visitor: Visitor,
  { answer, status, says, reason }: {
    answer: Response;
    status: number;
    says: RegExp;
    reason: string;
  },
): Promise<void> {
  const text = await answer.text();
  const [, problem = text] = /<p id="login-problem">(.*?)<\/p>/.exec(text) ??
    [];
  assert.equal(answer.status, status, problem);
  assert.match(problem, says);
  assert.deepEqual(answer.headers.getSetCookie().filter(isSession), []);
  const failures = service.logged.filter(({ event }) =>
    event === "signin_failed"
  );
  assert.equal(failures.at(-1)!.fields["reason"], reason);
  // Those of the hour after the first are counted there.
  const [entry] = service.signinsInAudit("signin_failed");
  assert.equal(entry!.address, VISITOR_ADDRESS);
  const account = await visitor.open(service.url("/app/account"));
  await account.body?.cancel();
  assert.equal(account.status, 302);
  assert.match(account.headers.get("location")!, /\/auth\/login/);
}

/** Whether a `Set-Cookie` line signs somebody in. */
export function isSession(line: string): boolean {
  return /^__(?:Host|Secure)-robot=./.test(line) && !line.includes("robot=;");
}
