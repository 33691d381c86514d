/**
 * A network of identities that costs nothing: answers what signing in asks, without looking at proofs. What
 * a real PDS takes would hide what we take ourselves; that it accepts us is shown by the end-to-end tests.
 *
 * @module
 */

/** Where everybody's account is. */
const ISSUER = "https://pds.bench.example";
const HANDLE = "alice.bench.example";

/** The account that signs in. */
export const PERSON = "did:plc:benchbenchbenchbenchbenc";

/** Answers in place of the network; remembers the `state` of the sign-in that was begun last. */
export class FakePds {
  state = "";

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { hostname, pathname } = new URL(request.url);
    if (pathname === "/.well-known/atproto-did") return new Response(PERSON);
    if (hostname === "plc.directory") return json(DID_DOCUMENT);
    if (pathname === "/oauth/par") {
      const form = new URLSearchParams(await request.text());
      this.state = form.get("state") ?? "";
      const request_uri = "urn:ietf:params:oauth:request_uri:bench";
      return json({ request_uri, expires_in: 300 }, 201);
    }
    const answer = ANSWERS[pathname];
    if (answer !== undefined) return json(answer);
    return json({ error: "RecordNotFound", message: "none" }, 400);
  };

  readonly resolveTxt = (): Promise<string[]> => Promise.resolve([]);

  /** What the PDS sends the browser back with. */
  get callbackQuery(): string {
    const { state } = this;
    return `?${new URLSearchParams({ state, iss: ISSUER, code: "cod-bench" })}`;
  }
}

const DID_DOCUMENT = {
  "@context": ["https://www.w3.org/ns/did/v1"],
  id: PERSON,
  alsoKnownAs: [`at://${HANDLE}`],
  service: [{
    id: "#atproto_pds",
    type: "AtprotoPersonalDataServer",
    serviceEndpoint: ISSUER,
  }],
};

const ANSWERS: Readonly<Record<string, object>> = {
  "/.well-known/oauth-protected-resource": {
    resource: ISSUER,
    authorization_servers: [ISSUER],
  },
  "/.well-known/oauth-authorization-server": {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/oauth/authorize`,
    token_endpoint: `${ISSUER}/oauth/token`,
    revocation_endpoint: `${ISSUER}/oauth/revoke`,
    pushed_authorization_request_endpoint: `${ISSUER}/oauth/par`,
    require_pushed_authorization_requests: true,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    scopes_supported: ["atproto"],
    dpop_signing_alg_values_supported: ["ES256"],
    token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
    token_endpoint_auth_signing_alg_values_supported: ["ES256"],
  },
  "/oauth/token": {
    access_token: "access-token-of-the-benchmark",
    refresh_token: "refresh-token-of-the-benchmark",
    token_type: "DPoP",
    scope: "atproto",
    sub: PERSON,
    expires_in: 3600,
  },
  "/oauth/revoke": {},
};

function json(value: object, status = 200): Response {
  return Response.json(value, { status });
}
