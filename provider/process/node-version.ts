// Imported first by the runtime, so that an old Node.js gets this message and no riddle from a dependency.
import { nodeTooOld } from "./node-too-old";

const problem = nodeTooOld(process.versions.node);
if (problem !== undefined) {
    throw new Error(problem);
}
