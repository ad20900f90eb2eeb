// `import` from "limbeck/node".
import limbeck from "./wasm/node.cjs";

export const { MigrationHistory, openHistory } = limbeck;
export default limbeck.default;
