import { printBanner } from "./banner";

/** What the sign-in needs from outside: the push happens inside the authentication step, after the host key is accepted. */
export interface SignIn {
    readonly osUser: string;
    readonly privateKey: Buffer;
    /** Pushes the public key; called again before each further offer. `offer` counts from 1. */
    readonly push: (offer: number) => Promise<void>;
    readonly maxOffers: number;
}

/** Why sshd does not let the user in, as it answered the offer of the key. */
export type SignInRefusal =
    | { readonly kind: "key-refused"; readonly banner: string }
    /** The key was accepted, and sshd asks for one of these methods, too. */
    | { readonly kind: "more-than-key"; readonly asked: readonly string[] }
    /** sshd takes no key, or not as the first step: it asks for one of these. */
    | { readonly kind: "no-key-method"; readonly asked: readonly string[] };

/** What became of a sign-in so far. */
export interface SignInProgress {
    /** How many offers of our key sshd has refused. */
    refusals(): number;
    /** Takes in a message that sshd sends for the user to read. */
    onBanner(message: string): void;
    /** The last such message that says something, on one line; empty before there was one. */
    banner(): string;
    /** Whether such a message, even an empty one, came in answer to the last offer. */
    isAnswered(): boolean;
}

type AuthHandler = (methodsLeft: string[] | null, isPartial: boolean | null, offer: (method: unknown) => void) => void;

interface Outcomes {
    onRefused(refusal: SignInRefusal): void;
    /** The push failed. */
    onError(error: unknown): void;
}

/** Offers the one key that we have, pushed anew each time; nothing else is ever tried. */
export function makeSignIn(
    signIn: SignIn,
    { onRefused, onError }: Outcomes,
): SignInProgress & { handler: AuthHandler } {
    let offers = 0;
    let refusals = 0;
    let banner = "";
    let isAnswered = false;
    return {
        refusals: () => refusals,
        banner: () => banner,
        isAnswered: () => isAnswered,
        onBanner: (message) => {
            banner = printBanner(message) || banner;
            isAnswered = true;
        },
        handler: (methodsLeft, isPartial, offer) => {
            if (methodsLeft !== null) {
                const asked = Object.freeze([...methodsLeft]);
                if (isPartial === true) {
                    onRefused({ kind: "more-than-key", asked });
                    return;
                }
                if (offers <= 1 && asked.length > 0 && !asked.includes("publickey")) {
                    onRefused({ kind: "no-key-method", asked });
                    return;
                }
                if (offers >= signIn.maxOffers || !asked.includes("publickey")) {
                    onRefused({ kind: "key-refused", banner });
                    return;
                }
            }
            refusals = offers;
            offers += 1;
            signIn
                .push(offers)
                .then(() => {
                    isAnswered = false;
                    offer({ type: "publickey", username: signIn.osUser, key: signIn.privateKey });
                })
                .catch(onError);
        },
    };
}
