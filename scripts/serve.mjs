// A small static server for the built page.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves `folder` under `prefix` on this machine only; gives the server and its address. */
export function serve(folder, { port = 0, prefix = "/" } = {}) {
  const server = createServer((request, response) => answer(folder, prefix, request, response));
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve({ server, url: `http://127.0.0.1:${server.address().port}${prefix}` });
    });
  });
}

function answer(folder, prefix, request, response) {
  const file = fileOf(folder, prefix, request.url ?? "/");
  const found = file && statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
    return;
  }
  response.writeHead(200, {
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Length": found.size,
    "Cache-Control": "no-cache",
  });
  createReadStream(file).pipe(response);
}

function fileOf(folder, prefix, url) {
  let path;
  try {
    path = decodeURIComponent(url.split("?")[0]);
  } catch {
    return null;
  }
  if (!path.startsWith(prefix) || path.includes("\0")) return null;
  const file = normalize(join(folder, path.slice(prefix.length) || "index.html"));
  return file.startsWith(folder + sep) ? file : null;
}
