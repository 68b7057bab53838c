// The registry of the codes of errors. An error takes its code and layer from here; docs/errors.md is generated from it.
import { ARGUMENT_CODES } from "./argument-codes";
import { AWS_CODES } from "./aws-codes";
import { COMMAND_CODES } from "./command-codes";
import { CREDENTIAL_CODES } from "./credential-codes";
import type { ErrorCodeRow } from "./error-codes";
import { FILE_CODES } from "./file-codes";
import { INSTANCE_CODES } from "./instance-codes";
import { NETWORK_CODES } from "./network-codes";
import { PACKAGE_CODES } from "./package-codes";
import { SSH_CODES } from "./ssh-codes";
import { TUNNEL_CODES } from "./tunnel-codes";

const CHAPTERS = {
    "Arguments and configuration": ARGUMENT_CODES,
    Credentials: CREDENTIAL_CODES,
    AWS: AWS_CODES,
    "The instance": INSTANCE_CODES,
    "The network": NETWORK_CODES,
    "EC2 Instance Connect Endpoints": TUNNEL_CODES,
    SSH: SSH_CODES,
    Files: FILE_CODES,
    "The script": COMMAND_CODES,
    "This package": PACKAGE_CODES,
} as const;

type CodeOf<Chapter> = Chapter extends unknown ? keyof Chapter : never;

/** A code that an error can have: one that is misspelt does not compile. */
export type ErrorCode = CodeOf<(typeof CHAPTERS)[keyof typeof CHAPTERS]>;

/** One code, with all that is said of it. */
export interface RegisteredCode extends ErrorCodeRow {
    readonly code: ErrorCode;
    /** The part of the documentation that it stands in. */
    readonly chapter: string;
}

/** Every code, in the order of the documentation: from the arguments to the script. */
export const REGISTERED_CODES: readonly RegisteredCode[] = Object.entries(CHAPTERS).flatMap(([chapter, codes]) =>
    Object.entries(codes).map(([code, row]: [string, ErrorCodeRow]) => ({ code: code as ErrorCode, chapter, ...row })),
);

const BY_CODE = new Map(REGISTERED_CODES.map((row) => [row.code, row]));

/** The layer at which errors with this code happen. */
export function layerOf(code: ErrorCode): ErrorCodeRow["layer"] {
    return BY_CODE.get(code)?.layer ?? "internal";
}
