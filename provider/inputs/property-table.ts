import { behaviourRows } from "./behaviour-rows";
import type { ArgumentRow } from "./property-row";
import { scriptRows } from "./script-rows";

/** The one table of arguments: check, diff, the types' documentation and their test read it. */
export const argumentRows: readonly ArgumentRow[] = Object.freeze([...scriptRows, ...behaviourRows]);

export { connectionRows } from "./connection-rows";
export { fileRows } from "./file-rows";
export { outputRows, runRows } from "./output-rows";
