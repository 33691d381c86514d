/** Signing keys: files of mode 0600, made at first start, refused where a database exists without them. @module */
/** The keys of the service. */
export interface Keys {
  /** RS256, for session JWTs only. */ readonly session: {
    readonly privateKey: CryptoKey;
    readonly publicKey: CryptoKey;
    readonly kid: string;
  };
}
/** Reads (or at first start makes) the keys in `<dataDir>/keys/`. @throws {AppError} `unavailable` where a database exists but its keys do not. */
export declare function openKeys(
  dataDir: string,
  databaseExists: boolean,
): Promise<Keys>;
