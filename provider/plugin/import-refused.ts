import { ProviderError } from "../base/error";

/** A resource that is not in state can't be read: what a command once did is no thing that could be looked up. */
export function importRefused(id: string): ProviderError {
    return new ProviderError({
        code: "STATE_NOTHING_TO_IMPORT",
        summary: `InstanceConnectCommand can't be imported or looked up by an ID (${JSON.stringify(id)}): nothing on the instance tells what a command has done.`,
        commandRan: "did-not-run",
        withoutCommand: true,
        retryable: false,
        remedies: [
            ({ again }) =>
                `Declare the resource without import, and run ${again}: its script runs once. Let the script, or unless, see what is done already.`,
            "To take over a state of the dynamic provider, give the resource its former type as an alias.",
        ],
    });
}
