/** Prints one line of progress at once. Progress goes to stdout, so that a log keeps it in order with the rest. */
export function say(line) {
    process.stdout.write(`${line}\n`);
}

/** An error whose message is all that a person needs; no stack is printed for it. */
export class SetUpError extends Error {}

/** Ends the process with the error's message, or with its stack when nobody foresaw it. */
export function fail(error) {
    const text = error instanceof SetUpError ? error.message : (error?.stack ?? String(error));
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
}

/** Says what is being done, then how long it took; in between it gives a sign of life every 15 seconds. */
export async function timed(what, action) {
    const startedAt = Date.now();
    const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    say(`- ${what} ...`);
    const signOfLife = setInterval(
        () => say(`  still at it after ${Math.round((Date.now() - startedAt) / 1000)} s`),
        15_000,
    );
    try {
        const result = await action();
        say(`  took ${seconds()}`);
        return result;
    } catch (error) {
        say(`  failed after ${seconds()}`);
        throw error;
    } finally {
        clearInterval(signOfLife);
    }
}
