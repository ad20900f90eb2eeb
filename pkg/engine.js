// The running wasm: one instance for all histories, replaced by a fresh one should it ever trap.
import createGlue from "./wasm/glue.js";

/** One compiled module and its present instance. */
export class Engine {
  #module;
  #glue = null;
  /** Counts the instances: what was made in an earlier one is lost. */
  generation = 0;

  constructor(module) {
    this.#module = module;
  }

  /** Calls `work` with the instance's functions. */
  call(work) {
    this.#glue ??= instantiate(this.#module);
    try {
      return work(this.#glue);
    } catch (error) {
      // What the core says itself carries a code. Anything else was thrown in the midst of it, and an instance
      // which was left in the midst of something must not be used again.
      if (typeof error?.code === "string") throw error;
      this.#abandon();
      throw lost(error);
    }
  }

  #abandon() {
    this.#glue.abandon();
    this.#glue = null;
    this.generation += 1;
  }
}

function instantiate(module) {
  let abandoned = false;
  class Registry extends FinalizationRegistry {
    constructor(free) {
      super((pointer) => {
        if (!abandoned) free(pointer);
      });
    }
  }
  const glue = createGlue(Registry);
  glue.initSync({ module });
  return Object.assign(Object.create(glue), { abandon: () => (abandoned = true) });
}

function lost(cause) {
  const error = new Error(
    `limbeck stopped in the midst of this call (${cause?.message ?? cause}). ` +
      "Nothing else is affected: the next call starts afresh.",
    { cause },
  );
  error.code = "internal-error";
  return error;
}
