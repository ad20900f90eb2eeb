// `import` from "limbeck" on Node.
import limbeck from "./wasm/node.cjs";

export const { MigrationHistory } = limbeck;
export default limbeck.default;
