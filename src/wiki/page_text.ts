/** The form of a stored text: UTF-8, LF, no NUL, exactly one newline at the end. @module */
/** Normalises. @throws {AppError} `invalid` for NUL or a lone surrogate. */
export declare function normaliseText(text: string): string;
/** Decodes strictly; `undefined` where the bytes are not UTF-8. A byte order mark is kept out. */
export declare function decodeText(bytes: Uint8Array): string | undefined;
