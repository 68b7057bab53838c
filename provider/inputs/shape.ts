/** What a value is made of: its type for descriptions in other languages than TypeScript, such as Pulumi's schema. */
export type Shape =
    /** `source`: an asset or an archive of Pulumi. */
    | "text"
    | "boolean"
    | "integer"
    | "number"
    | "any"
    | "source"
    | { readonly choices: readonly string[] }
    | { readonly listOf: Shape }
    | { readonly mapOf: Shape }
    | { readonly either: readonly Shape[] }
    /** Of a table of its own, by the name of its type. */
    | { readonly object: ObjectName };

/** The types that have rows of their own. */
export type ObjectName =
    | "Connection"
    | "Via"
    | "AssumeRole"
    | "File"
    | "Fetch"
    | "Retry"
    | "RunInfo"
    | "JumpHostInfo"
    | "Secrets"
    | "ProviderAssumeRole"
    | "ProviderWebIdentity"
    | "ProviderEndpoints";
