// In: the properties as the program wrote them, or as state recorded them.
// Out: every failure with its path, checked and frozen inputs, or what changed.
// Never contacts anything, never writes a default into what the program wrote, never shows a secret.
export { isTextSource } from "./asset";
export { type ArgumentChange, changedArguments } from "./changed-arguments";
export { checkConfiguration, secretConfiguration } from "./check-configuration";
export { checkInputs } from "./check-inputs";
export { compareInputs } from "./compare-inputs";
export { configurationRows } from "./configuration-rows";
export { parseDuration } from "./duration";
export { withHiddenHashes, withSeparateHashes } from "./file-hashes";
export { knownFiles } from "./known-files";
export { parseFiles, withoutContents } from "./parse-files";
export { parseInputs } from "./parse-inputs";
export {
    argumentRows,
    assumeRoleRows,
    connectionRows,
    fetchRows,
    fileRows,
    outputRows,
    retryRows,
    runRows,
    viaRows,
} from "./property-table";
export { runIdentityOf } from "./run-identity";
export { endingsOf } from "./script-text";
export { findHidden, secretsAt } from "./secret-paths";
export { secretValuesOf } from "./secret-values";
export { DEFAULT_INTERPRETER, interpreterOf } from "./shebang";
export { readTreeNote, withTreeNote } from "./tree-note";
export { containsUnknown, isUnknown } from "./unknown";
