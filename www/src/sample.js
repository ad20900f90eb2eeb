// The bundled sample history, as files.

const texts = import.meta.glob("../../samples/bookshop/**/*.{py,ini,mako}", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const sampleFiles = Object.entries(texts).map(([path, text]) => [
  path.slice("../../samples/bookshop/".length),
  text,
]);
