/** `robot user …`: people, made known without a sign-in. @module */
import { createSigninSecret } from "../auth/signin_links.ts";
import { isDid } from "../config.ts";
import { AppError } from "../errors.ts";
import type { House } from "../wiki/house.ts";
import { type Command, findUser, option } from "./command.ts";

const MAX_HANDLE_LENGTH = 253;
const HANDLE =
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What `robot user create` answers. */
interface CreatedUser {
  readonly did: string;
  readonly handle: string;
  readonly name: string;
}

const createUser: Command<CreatedUser> = {
  words: ["user", "create"],
  summary: "Add a person, or correct the handle and name of one.",
  args: [{
    name: "did",
    help: "Decentralised identifier: did:plc:… or did:web:…",
  }],
  options: {
    handle: {
      value: "handle",
      isRequired: true,
      help: "Handle, such as alice.example.com.",
    },
    name: { value: "text", help: "Name shown to people; else the handle." },
  },
  run(house, call) {
    const did = call.args["did"]!;
    const handle = option(call, "handle")!.replace(/^@/, "").toLowerCase();
    if (!isDid(did)) {
      throw new AppError("invalid", `Cannot use "${did}" as a DID`);
    }
    if (handle.length > MAX_HANDLE_LENGTH || !HANDLE.test(handle)) {
      throw new AppError(
        "invalid",
        `Cannot use "${handle}" as a handle: wanted a host name`,
      );
    }
    const holder = house.platform.users.findByHandle(handle);
    if (holder !== undefined && holder.did !== did) {
      throw new AppError(
        "conflict",
        `Cannot use "${handle}": it is the handle of ${holder.did}`,
      );
    }
    const name = option(call, "name")?.trim() || handle;
    const createdAt = house.platform.users.find(did)?.createdAt ??
      house.now().toISOString();
    house.platform.users.put({ did, handle, name, createdAt });
    return { did, handle, name };
  },
  text: ({ did, handle, name }) => `${name} (@${handle}, ${did})`,
};

/** What `robot user signin-link` answers. */
interface SigninLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** Makes a one-time link that signs a person in; audited. */
export function makeSigninLink(house: House, did: string): SigninLink {
  const secret = createSigninSecret(house, did);
  const at = house.now();
  house.platform.audit.add({
    at: at.toISOString(),
    event: "signin_link_created",
    actorDid: did,
    wikiId: null,
    address: null,
    credential: "command line",
    detail: null,
  });
  house.log("info", "signin_link_created", { did });
  return {
    url: `${house.config.origin}/auth/link?secret=${secret}`,
    expiresAt: new Date(at.getTime() + 15 * 60_000).toISOString(),
  };
}

const signinLink: Command<SigninLink> = {
  words: ["user", "signin-link"],
  summary: "Print a link that signs a person in once, within 15 minutes.",
  args: [{ name: "user", help: "DID or handle." }],
  options: {},
  run: (house, call) =>
    makeSigninLink(house, findUser(house, call.args["user"]!).did),
  text: ({ url }) => url,
};

/** The commands that begin with `user`. */
export const USER_COMMANDS: readonly Command[] = [createUser, signinLink];
