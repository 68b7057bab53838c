/** One call of the API, for assertions. */
export interface LoggedRequest {
    /** By the lab's clock. */
    readonly time: number;
    readonly service: string;
    readonly action: string;
    /** As sent: `InstanceId.1` of a query call, `InstanceId` of a JSON call. */
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly accessKeyId: string | undefined;
    readonly requestId: string;
    /** HTTP status of the answer; undefined when there was none. */
    readonly status: number | undefined;
    /** AWS's name of the error; undefined on success. */
    readonly errorCode: string | undefined;
}
