/**
 * Signing keys: files of mode 0600 in `<data>/keys/`, made at first start.
 *
 * A database that has lost its keys is not given new ones in silence: every session would end, and
 * nobody would look for the missing part of the backup.
 *
 * @module
 */
import * as jose from "jose";
import { AppError } from "../errors.ts";

/** A key pair for one purpose, and its name in JWT headers. */
export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** JWK thumbprint (RFC 7638). */
  readonly kid: string;
}

/** The keys of the service. */
export interface Keys {
  /** RS256, for session JWTs only. */
  readonly session: SigningKey;
}

/**
 * Reads (or at first start makes) the keys in `<dataDir>/keys/`.
 *
 * @throws {AppError} `unavailable` where a database exists but a key does not, or where a key cannot be read.
 */
export async function openKeys(
  dataDir: string,
  databaseExists: boolean,
): Promise<Keys> {
  const folder = `${dataDir}/keys`;
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    session: await openKey(`${folder}/session.jwk`, databaseExists),
  };
}

/** Reads the RS256 key in a file; makes it where there is neither file nor database. */
async function openKey(
  file: string,
  databaseExists: boolean,
): Promise<SigningKey> {
  const text = readIfThere(file);
  if (text !== undefined) return await importKey(file, text);
  if (databaseExists) {
    throw new AppError(
      "unavailable",
      `Cannot start: the database is there, but its key "${file}" is missing: restore it from the backup that the database came from`,
    );
  }
  const made = await makeKeyText();
  writeSecretFile(file, made);
  return await importKey(file, made);
}

/** A new private key as a JWK. */
async function makeKeyText(): Promise<string> {
  const { privateKey } = await jose.generateKeyPair("RS256", {
    modulusLength: 2048,
    extractable: true,
  });
  return JSON.stringify(await jose.exportJWK(privateKey)) + "\n";
}

/** The pair in a JWK; the public half is derived, so the two cannot disagree. */
async function importKey(file: string, text: string): Promise<SigningKey> {
  try {
    const jwk = JSON.parse(text) as jose.JWK_RSA_Private;
    if (jwk.kty !== "RSA" || typeof jwk.d !== "string") {
      throw new Error("not a private RSA key");
    }
    const { kty, n, e } = jwk;
    return {
      privateKey: await jose.importJWK(jwk, "RS256") as CryptoKey,
      publicKey: await jose.importJWK({ kty, n, e }, "RS256") as CryptoKey,
      kid: await jose.calculateJwkThumbprint({ kty, n, e }),
    };
  } catch (cause) {
    throw new AppError("unavailable", `Cannot use the key "${file}"`, {
      cause,
    });
  }
}

/** Text of a file that only its owner may read, or `undefined`. A mode widened by a copy is set back. */
function readIfThere(file: string): string | undefined {
  try {
    const text = Deno.readTextFileSync(file);
    Deno.chmodSync(file, 0o600);
    return text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes durably, and whole or not at all: a key cut off by a power failure would lock everybody out. */
function writeSecretFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  {
    using handle = Deno.openSync(temporary, {
      write: true,
      create: true,
      truncate: true,
      mode: 0o600,
    });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += handle.writeSync(bytes.subarray(at));
    }
    handle.syncSync();
  }
  Deno.renameSync(temporary, file);
  using folder = Deno.openSync(file.slice(0, file.lastIndexOf("/")));
  folder.syncSync();
}
