/** An error of the AWS SDK or of the network below it, reduced to what tells errors apart. */
export interface VendorError {
    /** The service's name for it, such as `ThrottlingException`; the SDK's class name where no service answered. */
    readonly name: string;
    /** Its message, shortened, without what must not be shown. */
    readonly words: string;
    /** Of Node.js's network layer, such as `ECONNREFUSED`; else empty. */
    readonly networkCode: string;
    readonly httpStatus: number | undefined;
    readonly requestId: string | undefined;
}

interface RawError {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly code?: unknown;
    readonly cause?: unknown;
    readonly errors?: readonly unknown[];
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
    readonly $response?: { readonly statusCode?: number };
}

/** Reads any thrown value; never throws. */
export function readVendorError(thrown: unknown): VendorError {
    const raw: RawError = typeof thrown === "object" && thrown !== null ? thrown : { message: String(thrown) };
    return {
        // Some services qualify the name: "com.amazonaws.ec2instanceconnect#AuthException".
        name: textOf(raw.name).replace(/^.*#/, "") || "Error",
        words: showableWords(textOf(raw.message)),
        networkCode: networkCodeOf(raw, 3),
        httpStatus: raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode,
        requestId: raw.$metadata?.requestId,
    };
}

function networkCodeOf(raw: RawError, depth: number): string {
    if (
        typeof raw.code === "string" &&
        /^(E[A-Z_]+|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_[A-Z_]+|ERR_TLS[A-Z_]*)$/.test(raw.code)
    ) {
        return raw.code;
    }
    // Happy eyeballs wraps one error for each address; fetch and proxies wrap the cause.
    const inner = raw.cause ?? raw.errors?.[0];
    return depth > 0 && typeof inner === "object" && inner !== null ? networkCodeOf(inner, depth - 1) : "";
}

const LONGEST_WORDS = 300;

/**
 * AWS repeats the whole canonical request, session token included, when a signature is wrong; `credential_process` errors
 * repeat its command line; a denied EC2 call carries kilobytes of encoded policy. None of these helps a reader.
 */
function showableWords(message: string): string {
    if (/^Command failed\b/.test(message)) {
        return "the profile's credential_process failed";
    }
    const line = (message.split("\n")[0] ?? "").split(/ ?Encoded authorization failure message/)[0] ?? "";
    const shown = line.split(/(?:the )?canonical string|x-amz-security-token/i)[0] ?? "";
    const masked = shown.replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, "[access key]").trim();
    return masked.length > LONGEST_WORDS ? `${masked.slice(0, LONGEST_WORDS)}…` : masked;
}

function textOf(value: unknown): string {
    return typeof value === "string" ? value : "";
}
