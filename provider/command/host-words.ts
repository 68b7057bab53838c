/** What a host says outside our reports, for error messages. */
export interface HostWords {
    hear(bytes: Buffer): void;
    said(): string;
}

const KEPT_CHARACTERS = 2048;
/** Every line of our texts that carries a value names it so. */
const OURS = "eic_";

/**
 * Makes a memory of the last words of a host. A host that sends back what it was sent is not quoted at all: our texts carry
 * the script and the environment, and no error may.
 */
export function makeHostWords(): HostWords {
    let said = "";
    let echoes = false;
    return {
        hear: (bytes) => {
            const heard = said + bytes.toString("utf8");
            echoes ||= heard.includes(OURS);
            said = echoes ? "" : heard.slice(-KEPT_CHARACTERS);
        },
        said: () => said,
    };
}
