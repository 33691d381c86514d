/** Refuses a request body before it fills the memory, whether its length was announced or not. @module */
import { AppError } from "../errors.ts";

/**
 * The request, with a body that fails as soon as it is longer than allowed.
 *
 * @throws {AppError} `too_large` at once where `Content-Length` says so, else while it is read.
 */
export function limitBody(request: Request, maxBytes: number): Request {
  const announced = request.headers.get("content-length");
  if (announced !== null) {
    if (Number(announced) > maxBytes) throw tooLarge(maxBytes);
    return request; // the server lets no more than that through
  }
  if (request.body === null) return request;
  let length = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        length += chunk.length;
        if (length > maxBytes) controller.error(tooLarge(maxBytes));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { url, method, headers } = request;
  return new Request(url, { method, headers, body: counted });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    "too_large",
    `Cannot take this request: its body is longer than ${maxBytes} bytes`,
  );
}
