// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
/** Facts about one run of a script. */
export interface RunInfo {
    /** ID of the run, which also names its files on the instance. */
    id: string;

    /** When the script started, in UTC and ISO 8601 format. */
    startedAt: string;

    /** When the script ended, in UTC and ISO 8601 format. */
    endedAt: string;

    /** Time from start to end, in milliseconds. */
    durationMs: number;

    /** Number of connections over which the run was followed. */
    attempts: number;

    /**
     * How many times the script ran in this operation: 1, or more with `retry`; 0 if none ran. All other facts are
     * those of the last try. Absent in states of earlier versions.
     */
    tries?: number | undefined;

    /** Size of standard output in bytes, including those left out of state. */
    stdoutBytes: number;

    /** Size of standard error in bytes, including those left out of state. */
    stderrBytes: number;

    /** SHA-256 of the complete standard output, in hexadecimal. Absent if `stdout` is secret. */
    stdoutSha256?: string | undefined;

    /** SHA-256 of the complete standard error, in hexadecimal. Absent if `stderr` is secret. */
    stderrSha256?: string | undefined;

    /** Whether any output was left out because of `maxOutput`. */
    truncated: boolean;

    /**
     * How the instance was reached: `public`, `private`, `ipv6`, `endpoint`, or `given` if `connection.address` was
     * used.
     */
    route: string;

    /** Address that the connection went to. */
    address: string;

    /** User that signed in. */
    osUser: string;

    /** AWS region of the instance. */
    region: string;

    /** ID of the AWS account that owns the instance. */
    accountId: string;

    /** SHA-256 fingerprint of the pushed key, as shown in sshd's log on the instance. */
    keyFingerprint: string;

    /** ID of the request that pushed the key, as shown in CloudTrail. */
    requestId: string;

    /** Boot ID of the instance, which changes with each boot. */
    bootId: string;

    /** The jump host: its instance ID, and the fingerprint of its host key. Absent without a jump host. */
    via?: { instanceId: string; hostKey: string } | undefined;
}
