/** `robot token …`: personal tokens for agents, scripts and git. @module */
import { createToken, revokeToken } from "../auth/tokens.ts";
import type { TokenRow } from "../db/platform/tokens.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import {
  type AuditEvent,
  BY_COMMAND_LINE,
  noteOfPerson,
} from "../wiki/audit.ts";
import type { House } from "../wiki/house.ts";
import { readWikiRow } from "../wiki/wiki_rows.ts";
import { type Command, findUser, option, readNumber } from "./command.ts";

function audit(house: House, event: AuditEvent, row: TokenRow): void {
  noteOfPerson(house, {
    ...BY_COMMAND_LINE,
    ...{ event, wikiId: row.wikiId, subject: row.did },
    detail: `"${row.name}" (${row.scope}), ${row.id}`,
  });
}

/** What `robot token create` answers: the only time that the token is seen. */
interface NewToken {
  readonly token: string;
  readonly id: string;
  readonly scope: string;
  readonly expiresAt: string | null;
}

/** Makes a token for a person on a wiki; audited. */
export function makeToken(
  house: House,
  wish: {
    wiki: WikiRow;
    did: string;
    scope: TokenRow["scope"];
    name: string;
    expiresInDays: number | null;
  },
): NewToken {
  const { wiki, ...rest } = wish;
  const { token, row } = createToken(house, { wikiId: wiki.id, ...rest });
  audit(house, "token_created", row);
  house.log("info", "token_created", {
    token: row.id,
    wiki: wiki.slug,
    did: row.did,
  });
  return { token, id: row.id, scope: row.scope, expiresAt: row.expiresAt };
}

const create: Command<NewToken> = {
  words: ["token", "create"],
  summary: "Make a token for one person on one wiki; it is shown once.",
  args: [{ name: "slug", help: "The wiki that it opens." }],
  options: {
    user: {
      value: "did|handle",
      isRequired: true,
      help: "Whose rights it has, at most.",
    },
    scope: {
      value: "scope",
      isRequired: true,
      choices: ["read", "write", "suggest"],
      help: "What it allows.",
    },
    name: { value: "text", help: "What it is for." },
    expires: { value: "days", help: "Days until it ends; left out: never." },
  },
  run(house, call) {
    const expires = option(call, "expires");
    return makeToken(house, {
      wiki: readWikiRow(house, call.args["slug"]!),
      did: findUser(house, option(call, "user")!).did,
      scope: `wiki:${option(call, "scope")}` as TokenRow["scope"],
      name: option(call, "name") ?? "command line",
      expiresInDays: expires === undefined ? null : readNumber(expires),
    });
  },
  text: ({ token }) => token,
};

const list: Command<{ tokens: TokenRow[] }> = {
  words: ["token", "list"],
  summary: "List the tokens of a wiki, without their secrets.",
  args: [{ name: "slug", help: "The wiki." }],
  options: {},
  run: (house, call) => ({
    tokens: house.platform.tokens.list(
      readWikiRow(house, call.args["slug"]!).id,
    ),
  }),
  text: ({ tokens }) =>
    tokens.length === 0 ? "No tokens" : tokens.map((row) => {
      const end = row.revokedAt
        ? `revoked ${row.revokedAt}`
        : `expires ${row.expiresAt ?? "never"}`;
      return [
        row.id,
        row.scope,
        row.did,
        end,
        `used ${row.lastUsedAt ?? "never"}`,
        row.name,
      ].join("\t");
    }).join("\n"),
};

const revoke: Command<{ revoked: string }> = {
  words: ["token", "revoke"],
  summary: "Make a token useless at once.",
  args: [{ name: "token-id", help: "Id, as robot token list shows it." }],
  options: {},
  run(house, call) {
    const row = revokeToken(house, call.args["token-id"]!);
    audit(house, "token_revoked", row);
    house.log("info", "token_revoked", { token: row.id });
    return { revoked: row.id };
  },
  text: ({ revoked }) => `Revoked ${revoked}`,
};

/** The commands that begin with `token`. */
export const TOKEN_COMMANDS: readonly Command[] = [create, list, revoke];
