/** What holds for programs of the dynamic provider only, and what to say to those of the plugin. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
    [/`aws:\w+`(?: or `aws:\w+`)? in the stack configuration/g, "the provider's configuration"],
    [/the roles in the stack configuration/g, "the provider's role"],
    // The engine does not tell a plugin of this option: it encrypts the output in state, and no more.
    [/, or names the stream in the option `additionalSecretOutputs`/g, ""],
    // A plugin hears of the first one.
    [
        /After a first Ctrl-C, Pulumi waits for the script to end\. A second one ends Pulumi: with `detach`, the script goes on and the next `pulumi up` picks up its result; with `stop`, all processes of the script receive SIGTERM, and SIGKILL 10 seconds later\./g,
        "After a first Ctrl-C, Pulumi waits for the script to end; with `stop`, all processes of the script receive SIGTERM, and SIGKILL 10 seconds later. A second Ctrl-C ends Pulumi: with `detach`, the script goes on and the next `pulumi up` picks up its result.",
    ],
];

/** A documentation text of the table for the schema, with its default. */
export function docInSchema(doc: string, defaultText?: string): string {
    const text = defaultText === undefined ? doc : `${doc} Default: ${defaultText}.`;
    return OTHERWISE.reduce((told, [pattern, words]) => told.replaceAll(pattern, words), text);
}
