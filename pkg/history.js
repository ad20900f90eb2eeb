// The class MigrationHistory: a thin hand over the wasm that keeps what it takes to make its state again.
import { draftOf } from "./draft.js";
import { Packed, editsOf, packEdits, packFiles } from "./packing.js";
import { lazyPlan } from "./plan.js";

/** Under this a history gives the revisions with some ids alone: to make objects of all takes long in large ones. */
export const revisionsOf = Symbol("revisionsOf");

/** The class, for the engine that `engineOf` gives when an instance is made. */
export function historyClass(engineOf) {
  return class MigrationHistory {
    #engine = engineOf();
    #packed;
    #edits = new Map();
    #options;
    #unreadable;
    #modules;
    #binding = null;
    #generation = -1;
    #freed = false;

    constructor(files, options = {}, source = {}) {
      this.#packed = files instanceof Packed ? files : packFiles(files);
      this.#options = plain(options);
      this.#unreadable = source.unreadable ?? [];
      this.#modules = source.modules ?? null;
      this.#open();
      // Modules are looked for when a revision runs, or when a header is taken from one.
      if (this.#modules !== null && this.#use((history) => history.hasOpenHeaders())) this.#findModules();
    }

    get diagnostics() {
      return [...this.#unreadable, ...this.#use((history) => history.diagnostics())];
    }

    get revisions() {
      return this.#use((history) => history.revisions());
    }

    [revisionsOf](ids) {
      return this.#use((history) => history.revisions(ids));
    }

    range(range) {
      const text = string(range, "range");
      return this.#use((history) => history.range(text));
    }

    lanes() {
      return this.#use((history) => history.lanes());
    }

    compareHeads(options = {}) {
      const { heads = [], dialect } = plain(options);
      const named = [heads].flat().map((head) => string(head, "heads"));
      if (named.length === 0 && this.heads().length < 2) return [];
      return this.#withModules(() => this.#use((history) => history.compareHeads(named, dialect ?? undefined)));
    }

    heads() {
      return this.#use((history) => history.heads());
    }

    bases() {
      return this.#use((history) => history.bases());
    }

    branchPoints() {
      return this.#use((history) => history.branchPoints());
    }

    resolve(target) {
      const text = string(target, "target");
      return this.#use((history) => history.resolve(text));
    }

    upgrade(options) {
      return this.#plan("upgrade", options);
    }

    downgrade(options) {
      return this.#plan("downgrade", options);
    }

    stamp(options) {
      return this.#plan("stamp", options);
    }

    preview(revision, options) {
      const id = string(revision, "revision");
      const request = requestOf(options);
      return this.#withModules(() => this.#use((history) => history.preview(id, request)));
    }

    merge(options = {}) {
      const { revisions = "heads", ...rest } = plain(options);
      return this.#write({ ...rest, head: revisions }, true);
    }

    revision(options = {}) {
      return this.#write(plain(options), false);
    }

    rebase(options) {
      const { revision, onto } = plain(options);
      const id = string(revision, "revision");
      return this.#use((history) => history.rebase(id, onto ?? undefined));
    }

    update(files) {
      const edits = editsOf(files);
      this.#use((history) => {
        const { lengths, bytes } = packEdits(edits);
        history.update(lengths, bytes);
      });
      for (const [path, text] of edits) this.#edits.set(path, text);
    }

    free() {
      if (this.#freed) return;
      this.#freed = true;
      if (this.#generation === this.#engine.generation) this.#engine.call(() => this.#binding.free());
      this.#binding = null;
    }

    #write(options, isMerge) {
      const draft = draftOf(options, this.#use((history) => history.timezone()));
      return this.#use((history) => history.newRevision({ ...draft, isMerge }));
    }

    #plan(command, options) {
      const request = requestOf(options);
      const make = () => this.#use((history) => history[command](request));
      const free = (script) => this.#engine.call(() => script.free());
      return lazyPlan(this.#withModules(make, free), this.#engine, make);
    }

    /** What is made once the modules are there; what came of it without one that it then looks for is let go. */
    #withModules(make, free = () => {}) {
      this.#findModules();
      for (;;) {
        const made = make();
        if (!this.#findModules()) return made;
        free(made);
      }
    }

    /**
     * Gives the core the project's own modules that the revisions import, where there is a place to look for them;
     * whether there were any.
     */
    #findModules() {
      if (this.#modules === null) return false;
      for (let any = false; ; any = true) {
        const names = this.#use((history) => history.missingModules());
        const found = names.length > 0 ? this.#modules(names) : [];
        if (found.length === 0) return any;
        this.update(found);
      }
    }

    #use(work) {
      if (this.#freed) throw new Error("this MigrationHistory was freed");
      if (this.#generation !== this.#engine.generation) this.#open();
      return this.#engine.call(() => work(this.#binding));
    }

    #open() {
      const { lengths, bytes } = this.#packed;
      this.#binding = this.#engine.call((glue) => new glue.History(lengths, bytes, this.#options));
      this.#generation = this.#engine.generation;
      if (this.#edits.size === 0) return;
      const edits = packEdits(this.#edits);
      this.#engine.call(() => this.#binding.update(edits.lengths, edits.bytes));
    }

    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      this.free();
    }
  };
}

function requestOf(options) {
  if (options === null || typeof options !== "object") {
    throw new TypeError('options: expected an object, such as { dialect: "postgresql" }');
  }
  const { from, ...request } = plain(options);
  return { ...request, from: from === undefined || from === null ? [] : [from].flat() };
}

function string(value, name) {
  if (typeof value === "string") return value;
  throw new TypeError(`${name}: expected a string`);
}

/** The options as plain data, so that no code of the caller's runs in the midst of the wasm. */
function plain(options) {
  return JSON.parse(JSON.stringify(options ?? {}));
}
