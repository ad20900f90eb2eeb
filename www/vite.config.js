// The page as static files whose addresses are all relative, so that it works from any folder of any server.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = dirname(fileURLToPath(import.meta.url));

export default defineConfig({
  base: "./",
  worker: { format: "es" },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, outDir: join(here, "dist"), emptyOutDir: true },
  server: { fs: { allow: [dirname(here)] } },
});
