import type { Clock } from "../base/clock";

/** Credentials as the SDK's providers give them, as far as their age is concerned. */
interface Identity {
    readonly expiration?: Date;
}
interface ProviderOptions {
    readonly forceRefresh?: boolean;
}

/** The SDK renews this early, too: what is given out must not lapse on the way. */
const RENEW_BEFORE_MS = 300_000;

/**
 * Makes a credentials provider remember its answer for all clients that share it, until shortly before it expires: without,
 * each client runs the profile's `credential_process` and assumes its role anew. A failure is not remembered.
 */
export function shareCredentials<Options, Credentials extends Identity>(
    load: (options?: Options) => Promise<Credentials>,
    clock: Clock,
): (options?: Options) => Promise<Credentials> {
    let known: Credentials | undefined;
    let loading: Promise<Credentials> | undefined;
    const isFresh = ({ expiration }: Identity) =>
        expiration === undefined || expiration.getTime() - clock.now() > RENEW_BEFORE_MS;
    return async (options) => {
        if (known !== undefined && isFresh(known) && (options as ProviderOptions | undefined)?.forceRefresh !== true) {
            return known;
        }
        loading ??= load(options).finally(() => {
            loading = undefined;
        });
        known = await loading;
        return known;
    };
}
