// The same declarations through `require`.
import limbeck = require("limbeck");
import node = require("limbeck/node");

export const heads: string[] = new limbeck.MigrationHistory({ "a.py": "" }).heads();
export const opened: limbeck.MigrationHistory = node.openHistory(".");
export const ready: Promise<void> = limbeck.default();
