/**
 * The outside world as sign-in meets it: requests to servers that a visitor named, and look-ups in the DNS.
 *
 * @module
 */

/** What tests put in place of the outside world. */
export interface Network {
  /** Left out: a guarded fetch, which reaches public addresses alone. */
  readonly fetch?: typeof fetch;
  /** The texts of the TXT records of a name, none where there are none; rejects where that cannot be found out. Left out: the DNS. */
  readonly resolveTxt?: (name: string) => Promise<readonly string[]>;
}
