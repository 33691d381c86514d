/** A request with any method, to a host name that does not resolve. @module */
import http from "node:http";

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

/** Sends a request to this machine, named as the URL says. */
export function send(
  url: string,
  { method, headers = {}, body }: {
    method: string;
    headers?: Record<string, string>;
    body?: string;
  },
): Promise<Answer> {
  const { host, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: "127.0.0.1",
      port,
      method,
      path: pathname + search,
      agent,
      headers: { host, "content-type": "application/json", ...headers },
    }, (response) => {
      const parts: string[] = [];
      response.setEncoding("utf8");
      response.on("data", (part: string) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: parts.join(""),
        });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
