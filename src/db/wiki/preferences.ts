/** A wiki's preferences: name and value, and a version that grows with each change. @module */
/** Reads and writes `preferences` rows. */
export declare class Preferences {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Grows with each change; part of ETags. */
  version(): number;
}
