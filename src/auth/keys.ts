/**
 * The keys of the service: files of mode 0600 in `<data>/keys/`, made at first start.
 *
 * | file                         | what                                                                 |
 * | ---------------------------- | -------------------------------------------------------------------- |
 * | `session.jwk`                | RS256, signs the JWTs of browser sessions                            |
 * | `session.<time>.jwk`         | the same after a rotation; signs from that time on                   |
 * | `atproto.jwk`                | ES256, by which personal data servers recognise this service         |
 * | `atproto.<time>.jwk`         | the same after a rotation; published at once, signs from that time on |
 * | `sealing.jwk`                | AES-256, seals what a sign-in stores                                 |
 *
 * Times are written `20261121T001500Z`. Which key signs follows from the names and the clock alone, so a rotation needs no
 * second step and survives a restart and a restore.
 *
 * A database that has lost its session key is not given a new one in silence: every session would end, and nobody would look
 * for the missing part of the backup. The other keys protect what lives for minutes, and are made where they are missing.
 *
 * @module
 */
import * as jose from "jose";
import { AppError } from "../errors.ts";
import { readKeyFile, writeKeyFile } from "./key_files.ts";
import { KeySeries } from "./key_series.ts";

/** A key pair for one purpose, and its name in JWT headers. */
export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** JWK thumbprint (RFC 7638). */
  readonly kid: string;
}

/** A public P-256 key, as it is published. */
export interface AtprotoPublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

/** A private P-256 key, as `@atproto/jwk` wants it: with `key_ops`, without `use`. */
export interface AtprotoPrivateJwk extends Omit<AtprotoPublicJwk, "use"> {
  readonly d: string;
  readonly key_ops: readonly ["sign"];
}

/** A key by which personal data servers recognise this service. */
export interface AtprotoKey {
  /** JWK thumbprint (RFC 7638). */
  readonly kid: string;
  readonly privateJwk: AtprotoPrivateJwk;
  readonly publicJwk: AtprotoPublicJwk;
}

/** The keys of the service, as of now. */
export interface Keys {
  /** RS256, for session JWTs only: signs new ones. */
  readonly session: SigningKey;
  /** All that session JWTs may be signed by, newest first. */
  readonly sessionKeys: readonly SigningKey[];
  /** All that are published; the first signs. */
  readonly atproto: readonly AtprotoKey[];
  /** AES-256-GCM. */
  readonly sealing: CryptoKey;
}

/** What a key is for, where it can be replaced. */
export type KeyPurpose = "session" | "atproto";

/** A key as the operator sees it. */
export interface KeyState {
  readonly purpose: KeyPurpose;
  readonly kid: string;
  /** `next`: published, and will sign; `old`: still accepted. */
  readonly state: "next" | "signing" | "old";
  /** When it begins to sign; `null`: from the beginning. */
  readonly signsFrom: string | null;
  /** When it is dropped; `null`: not as long as it has no successor. */
  readonly endsAt: string | null;
}

/** {@linkcode Keys} that can be replaced while the service runs. */
export interface KeyRing extends Keys {
  /** Every key, those that sign later first. */
  list(): KeyState[];
  /**
   * Makes a successor and drops what is over.
   *
   * @throws {AppError} `conflict` where a successor waits already.
   */
  rotate(purpose: KeyPurpose): Promise<KeyState>;
}

/**
 * Reads (or at first start makes) the keys in `<dataDir>/keys/`.
 *
 * @throws {AppError} `unavailable` where a database exists but its session key does not, or where a key cannot be read.
 */
export async function openKeys(
  dataDir: string,
  databaseExists: boolean,
  { now = () => new Date() }: { now?: () => Date } = {},
): Promise<KeyRing> {
  const folder = `${dataDir}/keys`;
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const session = new KeySeries(folder, "session", {
    ...{ now, make: makeRsaKey, read: readRsaKey },
  });
  const atproto = new KeySeries(folder, "atproto", {
    ...{ now, make: makeEcKey, read: readEcKey },
  });
  await session.open({ isNeeded: databaseExists });
  await atproto.open({ isNeeded: false });
  const sealing = await openSealingKey(`${folder}/sealing.jwk`);
  return {
    get session() {
      return session.signing();
    },
    get sessionKeys() {
      return session.accepted();
    },
    get atproto() {
      const signing = atproto.signing();
      const others = atproto.accepted().filter((key) => key !== signing);
      return [signing, ...others];
    },
    sealing,
    list: () => [...session.list(), ...atproto.list()],
    rotate: (purpose) =>
      purpose === "session" ? session.rotate() : atproto.rotate(),
  };
}

async function makeRsaKey(): Promise<string> {
  const { privateKey } = await jose.generateKeyPair("RS256", {
    modulusLength: 2048,
    extractable: true,
  });
  return textOf(await jose.exportJWK(privateKey));
}

/** The pair in a JWK; the public half is derived, so the two cannot disagree. */
async function readRsaKey(jwk: jose.JWK): Promise<SigningKey> {
  const { kty, n, e, d } = jwk;
  if (kty !== "RSA" || !n || !e || !d) {
    throw new Error("not a private RSA key");
  }
  return {
    privateKey: await jose.importJWK(jwk, "RS256") as CryptoKey,
    publicKey: await jose.importJWK({ kty, n, e }, "RS256") as CryptoKey,
    kid: await jose.calculateJwkThumbprint({ kty, n, e }),
  };
}

async function makeEcKey(): Promise<string> {
  const { privateKey } = await jose.generateKeyPair("ES256", {
    extractable: true,
  });
  return textOf(await jose.exportJWK(privateKey));
}

async function readEcKey(jwk: jose.JWK): Promise<AtprotoKey> {
  const [kty, crv] = ["EC", "P-256"] as const;
  const { x, y, d } = jwk;
  if (jwk.kty !== kty || jwk.crv !== crv || !x || !y || !d) {
    throw new Error("not a private P-256 key");
  }
  await jose.importJWK({ kty, crv, x, y, d }, "ES256"); // throws for a point that is not on the curve
  const kid = await jose.calculateJwkThumbprint({ kty, crv, x, y });
  const both = { kty, crv, x, y, kid, alg: "ES256" } as const;
  return {
    kid,
    privateJwk: { ...both, d, key_ops: ["sign"] },
    publicJwk: { ...both, use: "sig" },
  };
}

/** Reads or makes the key that seals. */
async function openSealingKey(path: string): Promise<CryptoKey> {
  let text = readKeyFile(path);
  if (text === undefined) {
    const k = crypto.getRandomValues(new Uint8Array(32))
      .toBase64({ alphabet: "base64url", omitPadding: true });
    text = textOf({ kty: "oct", k });
    writeKeyFile(path, text);
  }
  try {
    const jwk = { ...JSON.parse(text), alg: "A256GCM" } as JsonWebKey;
    return await crypto.subtle.importKey("jwk", jwk, "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
  } catch (cause) {
    throw new AppError("unavailable", `Cannot use the key "${path}"`, {
      cause,
    });
  }
}

function textOf(jwk: jose.JWK): string {
  return JSON.stringify(jwk) + "\n";
}
