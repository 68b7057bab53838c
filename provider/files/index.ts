// In: the files that the program wants on the instance, what earlier operations left there, and a way to connect.
// Out: everything in place, each file whole or not at all, and the list of it; or an error, and the script does not run.
// Never writes a content to a local file, a log or an error, and never leaves half a file under a final name.
export { checkSources } from "./check-sources";
export { describeChanges } from "./describe-changes";
export { placeFiles } from "./place-files";
export { noteTrees, treesDiffer } from "./tree-note";
export { assumePlaced, fingerprintFiles, wantFiles } from "./want-files";
