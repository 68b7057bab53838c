/** What holds for programs of the dynamic provider only, and what to say to those of the plugin. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
    [/`aws:\w+`(?: or `aws:\w+`)? in the stack configuration/g, "the provider's configuration"],
    [/the roles in the stack configuration/g, "the provider's role"],
    // The engine does not tell a plugin of this option: it encrypts the output in state, and no more.
    [/, or names the stream in the option `additionalSecretOutputs`/g, ""],
];

/** A documentation text of the table for the schema, with its default. */
export function docInSchema(doc: string, defaultText?: string): string {
    const text = defaultText === undefined ? doc : `${doc} Default: ${defaultText}.`;
    return OTHERWISE.reduce((told, [pattern, words]) => told.replaceAll(pattern, words), text);
}
