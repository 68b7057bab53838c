// In: the files that the program wants on the instance, what earlier operations left there, and a way to connect.
// Out: everything in place, each file whole or not at all, and the list of it; or an error, and the script does not run.
// Never writes a content to a local file, a log or an error, and never leaves half a file under a final name.
//
// Its folders are its steps, in the order in which one may import another, itself and those before it:
// sources/ reads what the program names: files, folders, archives, addresses
// wanted/  lists what is to be on the instance, and what of it changes
// remote/  the shell on the host, the programs that it runs, and what it reports
// look/    asks what stands there, as each user that may look without being led elsewhere
// plan/    decides what is done and who does it; pure
// send/    has it done over one connection: contents, owners, permissions, and last the names; print-*.ts are the calls for that
// download/ reads files of the host into a sink
// place-files.ts calls them in this order, over as many connections as it takes.
export type { RemoteFacts, RemoteLack } from "./download/download";
export { lookRefused } from "./download/download-errors";
export { type Downloads, downloadFile, makeDownloads } from "./download/make-downloads";
export { makeSafeDownloads, type SafeDownloads } from "./download/safe-downloads";
export { placeFiles } from "./place-files";
export { checkSources } from "./sources/check-sources";
export { stagePrefixOf } from "./stage-prefix";
export { assumePlaced } from "./wanted/assume-placed";
export { describeChanges } from "./wanted/describe-changes";
export { fingerprintFiles } from "./wanted/fingerprint-files";
export { noteTrees, treesDiffer } from "./wanted/tree-note";
export { wantFiles } from "./wanted/want-files";
