import type { ConnectionInputs } from "../../../provider/inputs/inputs";

/** The connection arguments of a program that gave none, but for `changes`. */
export function connectionWith(changes: Partial<ConnectionInputs> = {}): ConnectionInputs {
    return {
        osUser: undefined,
        route: "auto",
        endpointId: undefined,
        via: undefined,
        proxy: undefined,
        address: undefined,
        port: 22,
        region: undefined,
        profile: undefined,
        hostKeyPolicy: "auto",
        hostKeys: [],
        assumeRole: undefined,
        keyType: "ed25519",
        privateKey: undefined,
        passphrase: undefined,
        connectTimeoutMs: 300_000,
        ...changes,
    };
}
