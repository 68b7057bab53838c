import { behaviourRows } from "./behaviour-rows";
import { scriptRows } from "./script-rows";

/** The one table of arguments, in the order in which documentation lists them. */
export const argumentRows = Object.freeze([...scriptRows, ...behaviourRows]);

export { assumeRoleRows } from "./assume-role-rows";
export { connectionRows } from "./connection-rows";
export { fetchRows } from "./fetch-rows";
export { fileRows } from "./file-rows";
export { outputRows, runRows } from "./output-rows";
export { retryRows } from "./retry-rows";
export { viaRows } from "./via-rows";
