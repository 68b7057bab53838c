import type { Algorithms } from "ssh2";
import type { AlgorithmKind, AlgorithmOffer } from "./server-offer";

/** A kind of algorithm of which both sides have none in common. */
export interface NothingInCommon {
    readonly what: AlgorithmKind;
    readonly ours: readonly string[];
    readonly theirs: readonly string[];
}

/** What ended a key exchange for want of an algorithm; undefined if something else did. */
export function findNothingInCommon(ours: Algorithms, theirs: AlgorithmOffer | undefined): NothingInCommon | undefined {
    const offers: readonly [AlgorithmKind, unknown][] = [
        ["KexAlgorithms", ours.kex],
        ["HostKeyAlgorithms", ours.serverHostKey],
        ["Ciphers", ours.cipher],
        ["MACs", ours.hmac],
    ];
    return offers
        .map(([what, names]) => ({ what, ours: names as readonly string[], theirs: theirs?.[what] ?? [] }))
        .find((offer) => theirs !== undefined && !offer.ours.some((name) => offer.theirs.includes(name)));
}
