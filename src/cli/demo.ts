/**
 * `robot serve --demo`: a public wiki on a laptop, and the four ways to it.
 *
 * @module
 */
import { programOrigin, wikiOrigin } from "../config.ts";
import type { House } from "../wiki/house.ts";
import { createWiki } from "../wiki/wikis.ts";
import { makeToken } from "./token_commands.ts";
import { makeSigninLink } from "./user_commands.ts";

const SLUG = "demo";
const TOKEN_NAME = "demo";

/** How to reach the demo wiki. */
export interface Demo {
  readonly did: string;
  readonly wikiUrl: string;
  readonly signinUrl: string;
  readonly mcpUrl: string;
  readonly cloneUrl: string;
  readonly token: string;
}

/**
 * Makes user and wiki where they are missing, a fresh sign-in link and a fresh token. Tokens of earlier starts that nobody used are
 * revoked; the others go on, or an agent would have to be connected again after each start.
 */
export async function prepareDemo(house: House): Promise<Demo> {
  const did = `did:web:${house.config.domain}`;
  if (house.platform.users.find(did) === undefined) {
    const createdAt = house.now().toISOString();
    house.platform.users.put({
      did,
      handle: `demo.${house.config.domain}`,
      name: "Demo",
      createdAt,
    });
  }
  const wiki = house.platform.wikis.find(SLUG) ?? await createWiki(house, {
    slug: SLUG,
    ownerDid: did,
    name: "Demo",
    description: "A wiki to try things on.",
    readAccess: "ANONYMOUS",
  });
  for (const row of house.platform.tokens.list(wiki.id)) {
    const isUnused = row.name === TOKEN_NAME && row.revokedAt === null &&
      row.lastUsedAt === null;
    if (isUnused) {
      house.platform.tokens.revoke(row.id, house.now().toISOString());
    }
  }
  const wish = {
    wiki,
    did,
    scope: "wiki:write",
    name: TOKEN_NAME,
    expiresInDays: 30,
  } as const;
  const { token } = makeToken(house, wish);
  const laptop = programOrigin(house.config, SLUG);
  return {
    did,
    wikiUrl: `${wikiOrigin(house.config, SLUG)}/`,
    signinUrl: makeSigninLink(house, did).url,
    mcpUrl: `${laptop}/mcp`,
    cloneUrl: `${laptop}/repo.git`,
    token,
  };
}

/** The demo in words; secrets only where they end on a terminal, not in a log. */
export function describeDemo(
  demo: Demo,
  { showSecrets }: { showSecrets: boolean },
): string {
  const signin = showSecrets
    ? `${demo.signinUrl} (once, within 15 minutes)`
    : `robot user signin-link ${demo.did} (prints a link)`;
  const token = showSecrets
    ? demo.token
    : `<token: robot token create ${SLUG} --user ${demo.did} --scope write>`;
  return `
The demo wiki is ready.

  Read it      ${demo.wikiUrl}
  Sign in      ${signin}
  Claude Code  claude mcp add --transport http demo ${demo.mcpUrl} --header "Authorization: Bearer ${token}"
  Clone it     git clone ${demo.cloneUrl} demo

`;
}
