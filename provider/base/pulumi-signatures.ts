/** The key by which Pulumi marks values that are more than plain data on the wire (sdk/go/common/resource: `SigKey`). */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** What stands under the key of a secret, an asset and an archive. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What the engine sends in a preview in place of a value that is not known yet, whatever type is expected. */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * True for a text that the engine takes for a value that is not known, wherever it stands: there is one for each type
 * (sdk/go/common/resource/plugin/rpc.go). What a host says must never be one.
 */
export function meansUnknown(value: unknown): boolean {
    return typeof value === "string" && UNKNOWN_OF_TYPES.has(value);
}

const UNKNOWN_OF_TYPES: ReadonlySet<string> = new Set([
    UNKNOWN_VALUE,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
