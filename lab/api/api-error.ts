/** An answer that AWS documents as a failure. The protocol of the called service decides how it is written. */
export class ApiError extends Error {
    /** AWS's own name of the failure, such as `InvalidInstanceID.NotFound`. */
    readonly code: string;
    readonly status: number;

    constructor(code: string, message: string, status = 400) {
        super(message);
        this.name = "ApiError";
        this.code = code;
        this.status = status;
    }
}
