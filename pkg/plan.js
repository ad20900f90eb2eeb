// A plan as a plain-looking object whose steps cross over from the wasm only when somebody looks at them.

/**
 * @param script the plan in wasm
 * @param make makes it again, should its instance have been lost before the steps were asked for
 */
export function lazyPlan(script, engine, make) {
  const generation = engine.generation;
  const { sql, ...summary } = engine.call(() => script.summary());
  const plan = { sql, steps: undefined, ...summary };
  const steps = () => {
    const current = engine.generation === generation ? script : make();
    const made = engine.call(() => current.steps());
    engine.call(() => current.free());
    return made;
  };
  Object.defineProperty(plan, "steps", {
    configurable: true,
    enumerable: true,
    get() {
      const value = steps();
      Object.defineProperty(plan, "steps", { configurable: true, enumerable: true, writable: true, value });
      return value;
    },
  });
  return plan;
}
