/** The key by which Pulumi marks values that are more than plain data on the wire (sdk/go/common/resource: `SigKey`). */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** What stands under the key of a secret, an asset and an archive. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What the engine sends in a preview in place of a value that is not known yet, whatever type is expected. */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
