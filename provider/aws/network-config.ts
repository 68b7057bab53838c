import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { ProviderError } from "../base/error";
import { type Wording, worded } from "../base/words";
import type { AwsNetwork } from "./settings";
import { withHome } from "./shared-files";

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment as the calls to AWS see it: with the stack's proxies in place of its own. */
export function networkEnvironment({ httpsProxy, noProxy }: AwsNetwork, environment: Environment): Environment {
    return {
        ...environment,
        ...(httpsProxy === undefined ? {} : { https_proxy: httpsProxy, HTTPS_PROXY: httpsProxy }),
        ...(noProxy === undefined ? {} : { no_proxy: noProxy, NO_PROXY: noProxy }),
    };
}

/**
 * What is trusted besides the usual certificates: the file that the stack names, else that of AWS_CA_BUNDLE, which other AWS
 * tools read. Empty where there is none.
 * @throws {ProviderError} `AWS_CA_BUNDLE_UNREADABLE`
 */
export function trustOf({ caBundle }: AwsNetwork, environment: Environment): { readonly ca?: string[] } {
    const file = caBundle ?? environment.AWS_CA_BUNDLE;
    if (!file) {
        return {};
    }
    // Given ones replace the usual ones, so those are repeated; Node.js itself reads NODE_EXTRA_CA_CERTS for the usual ones only.
    const extra = environment.NODE_EXTRA_CA_CERTS;
    return { ca: [...rootCertificates, ...(extra ? readIfThere(extra) : []), readBundle(withHome(file), caBundle)] };
}

function readBundle(file: string, caBundle: string | undefined): string {
    const [text = ""] = readIfThere(file);
    if (!text.includes("-----BEGIN CERTIFICATE-----")) {
        throw unreadableError(
            file,
            caBundle === undefined ? "the variable AWS_CA_BUNDLE" : ({ awsSetting }) => awsSetting("customCaBundle"),
        );
    }
    return text;
}

function readIfThere(file: string): string[] {
    try {
        return [readFileSync(file, "utf8")];
    } catch {
        return [];
    }
}

function unreadableError(file: string, named: Wording): ProviderError {
    return new ProviderError({
        code: "AWS_CA_BUNDLE_UNREADABLE",
        summary: (words) => `Could not read certificates from ${file}, the file named by ${worded(named, words)}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [(words) => `Set ${worded(named, words)} to the path of a PEM file of certificates on this machine.`],
    });
}
