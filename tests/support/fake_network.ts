/**
 * The outside world of a sign-in, as far as it can be played without cryptography: the DNS, the directory of identities, and one
 * server with its accounts. Whoever comes to its sign-in page is let in as the account that the test says.
 *
 * ```ts ignore
 * const network = new FakeNetwork();
 * const doors = await openDoors(world, network);
 * ```
 *
 * @module
 */
import type { Network } from "../../src/auth/network.ts";

/** Somebody with an account on the server. */
export interface FakeAccount {
  readonly did: string;
  readonly handle: string;
  readonly displayName?: string;
  /** Content address of the picture. */
  readonly avatarCid?: string;
}

/** Alice of the world has another DID, so that both can be told apart. */
export const ALICE: FakeAccount = {
  did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
  handle: "alice.pds.example",
  displayName: "Alice Abroad",
};

/** Where the accounts are. */
export const PDS = "https://pds.example";

type Answer = Response | Promise<Response>;

/** A network with one server. */
export class FakeNetwork implements Network {
  readonly accounts: FakeAccount[] = [ALICE];
  /** What was asked so far: `GET host/path`. */
  readonly asked: string[] = [];
  /** What was posted last, by path. */
  readonly posted = new Map<string, URLSearchParams>();
  /** Answers given instead of the usual ones, by `host/path`. */
  readonly instead = new Map<string, () => Answer>();
  /** Bytes of the pictures, by content address. */
  readonly pictures = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Who signs in at the server, whatever was typed. */
  guest: FakeAccount = ALICE;

  /** The texts of TXT records. */
  resolveTxt = (name: string): Promise<readonly string[]> => {
    this.asked.push(`TXT ${name}`);
    return Promise.resolve([]);
  };

  /** Answers a request. */
  fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname, searchParams } = new URL(request.url);
    const place = `${host}${decodeURIComponent(pathname)}`;
    this.asked.push(`${request.method} ${place}`);
    if (request.method === "POST") {
      this.posted.set(pathname, new URLSearchParams(await request.text()));
    }
    const instead = this.instead.get(place);
    return instead ? await instead() : this.#answer(place, searchParams);
  };

  /** A server that cannot be reached. */
  takeDown(host: string): void {
    const down = () => Promise.reject(new TypeError(`${host} is down`));
    for (
      const place of ["/.well-known/oauth-protected-resource", "/oauth/par"]
    ) {
      this.instead.set(host + place, down);
    }
  }

  /** The address to which the server sends somebody back from its page at `url`. */
  comeBack(url: string, change: Record<string, string> = {}): string {
    const pushed = this.posted.get("/oauth/par")!;
    const back = new URL(pushed.get("redirect_uri")!);
    const usual = change["error"] ? {} : { code: "code-of-the-server" };
    const query = {
      iss: PDS,
      state: pushed.get("state")!,
      ...usual,
      ...change,
    };
    back.search = String(new URLSearchParams(query));
    if (!url.startsWith(`${PDS}/oauth/authorize?`)) {
      throw new Error(`not the server's page: ${url}`);
    }
    return back.href;
  }

  #answer(place: string, query: URLSearchParams): Response {
    const account = this.accounts.find(({ did, handle }) =>
      place === `plc.directory/${did}` ||
      place === `${handle}/.well-known/atproto-did`
    );
    if (account) {
      return place.startsWith("plc.")
        ? Response.json(documentOf(account), { headers: DID_JSON })
        : new Response(account.did);
    }
    switch (place) {
      case "pds.example/.well-known/oauth-protected-resource":
        return Response.json({ resource: PDS, authorization_servers: [PDS] });
      case "pds.example/.well-known/oauth-authorization-server":
        return Response.json(SERVER);
      case "pds.example/oauth/par":
        return Response.json(
          { request_uri: "urn:request:1", expires_in: 300 },
          { status: 201 },
        );
      case "pds.example/oauth/token":
        return Response.json(tokensOf(this.guest));
      case "pds.example/oauth/revoke":
        return Response.json({});
      case "pds.example/xrpc/com.atproto.repo.getRecord":
        return this.#profile(query.get("repo")!);
      case "pds.example/xrpc/com.atproto.sync.getBlob":
        return this.#picture(query.get("cid")!);
      default:
        return new Response("not found", { status: 404 });
    }
  }

  #profile(did: string): Response {
    const account = this.accounts.find((one) => one.did === did);
    if (account?.displayName === undefined) {
      return Response.json({ error: "RecordNotFound" }, { status: 400 });
    }
    const { displayName, avatarCid } = account;
    const avatar = avatarCid && { ref: { $link: avatarCid } };
    return Response.json({ value: { displayName, avatar } });
  }

  #picture(cid: string): Response {
    const bytes = this.pictures.get(cid);
    return bytes
      ? new Response(bytes)
      : Response.json({ error: "BlobNotFound" }, { status: 400 });
  }
}

const DID_JSON = { "content-type": "application/did+ld+json" };

function documentOf({ did, handle }: FakeAccount) {
  return {
    "@context": ["https://www.w3.org/ns/did/v1"],
    id: did,
    alsoKnownAs: [`at://${handle}`],
    service: [{
      id: "#atproto_pds",
      type: "AtprotoPersonalDataServer",
      serviceEndpoint: PDS,
    }],
  };
}

function tokensOf({ did }: FakeAccount) {
  return {
    access_token: "access-token",
    refresh_token: "refresh-token",
    token_type: "DPoP",
    expires_in: 3600,
    scope: "atproto",
    sub: did,
  };
}

const SERVER = {
  issuer: PDS,
  authorization_endpoint: `${PDS}/oauth/authorize`,
  token_endpoint: `${PDS}/oauth/token`,
  pushed_authorization_request_endpoint: `${PDS}/oauth/par`,
  revocation_endpoint: `${PDS}/oauth/revoke`,
  require_pushed_authorization_requests: true,
  response_types_supported: ["code"],
  grant_types_supported: ["authorization_code", "refresh_token"],
  code_challenge_methods_supported: ["S256"],
  scopes_supported: ["atproto"],
  token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
  token_endpoint_auth_signing_alg_values_supported: ["ES256"],
  authorization_response_iss_parameter_supported: true,
  client_id_metadata_document_supported: true,
  dpop_signing_alg_values_supported: ["ES256"],
};
