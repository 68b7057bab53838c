import { ApiError } from "./api-error";
import { printDocument, type XmlValue } from "./xml";

/** The AWS services that the lab answers for, by the name in a signature's scope. */
export type ServiceName = "ec2" | "ec2-instance-connect" | "sts";

/** One HTTP answer. */
export interface Answer {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
}

/** Of what IAM refuses: the resource, and whether a statement denies it. */
export interface Denial {
    readonly arn: string;
    readonly isExplicit: boolean;
}

/** How a service writes its answers, and what it calls the refusals that every service has. */
export interface Dialect {
    success(action: string, result: XmlValue, requestId: string): Answer;
    failure(error: ApiError, requestId: string): Answer;
    readonly unknownKey: () => ApiError;
    readonly wrongSignature: () => ApiError;
    readonly expired: () => ApiError;
    readonly unsigned: () => ApiError;
    readonly throttled: () => ApiError;
    readonly internal: () => ApiError;
    readonly denied: (who: string, action: string, how?: Denial) => ApiError;
    readonly unknownAction: (action: string) => ApiError;
}

const XML = "text/xml;charset=UTF-8";
const EC2_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const NOT_VALIDATED = "AWS was not able to validate the provided access credentials";
const MISMATCH =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.";
const INVALID_TOKEN = "The security token included in the request is invalid.";

/** The sentence that AWS writes about a refusal of IAM. */
export function denialText(who: string, action: string, how?: Denial): string {
    const where = how === undefined || how.arn === "*" ? "" : ` on resource: ${how.arn}`;
    const why = how?.isExplicit
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    return `User: ${who} is not authorized to perform: ${action}${where} ${why}`;
}

const ec2: Dialect = {
    success: (action, result, requestId) => ({
        status: 200,
        contentType: XML,
        body: printDocument(`${action}Response`, EC2_NAMESPACE, { requestId, ...(result as object) }),
    }),
    failure: (error, requestId) => ({
        status: error.status,
        contentType: XML,
        body: printDocument("Response", EC2_NAMESPACE, {
            Errors: { Error: { Code: error.code, Message: error.message } },
            RequestID: requestId,
        }).replace(` xmlns="${EC2_NAMESPACE}"`, ""),
    }),
    unknownKey: () => new ApiError("AuthFailure", NOT_VALIDATED, 401),
    wrongSignature: () => new ApiError("AuthFailure", NOT_VALIDATED, 401),
    expired: () => new ApiError("RequestExpired", "Request has expired."),
    unsigned: () => new ApiError("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    throttled: () => new ApiError("RequestLimitExceeded", "Request limit exceeded.", 503),
    internal: () => new ApiError("InternalError", "An internal error has occurred", 500),
    denied: (who, action, how) =>
        new ApiError(
            "UnauthorizedOperation",
            `You are not authorized to perform this operation. ${denialText(who, `ec2:${action}`, how)}`,
            403,
        ),
    unknownAction: (action) => new ApiError("InvalidAction", `The action ${action} is not valid for this web service.`),
};

const sts: Dialect = {
    success: (action, result, requestId) => ({
        status: 200,
        contentType: XML,
        body: printDocument(`${action}Response`, STS_NAMESPACE, {
            [`${action}Result`]: result,
            ResponseMetadata: { RequestId: requestId },
        }),
    }),
    failure: (error, requestId) => ({
        status: error.status,
        contentType: XML,
        body: printDocument("ErrorResponse", STS_NAMESPACE, {
            Error: { Type: error.status < 500 ? "Sender" : "Receiver", Code: error.code, Message: error.message },
            RequestId: requestId,
        }),
    }),
    unknownKey: () => new ApiError("InvalidClientTokenId", INVALID_TOKEN, 403),
    wrongSignature: () => new ApiError("SignatureDoesNotMatch", MISMATCH, 403),
    expired: () => new ApiError("SignatureDoesNotMatch", "Signature expired", 403),
    unsigned: () => new ApiError("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    throttled: () => new ApiError("Throttling", "Rate exceeded"),
    internal: () => new ApiError("InternalFailure", "An internal error has occurred", 500),
    denied: (who, action) =>
        new ApiError("AccessDenied", `User: ${who} is not authorized to perform: sts:${action}`, 403),
    unknownAction: (action) => new ApiError("InvalidAction", `Could not find operation ${action}`),
};

const instanceConnect: Dialect = {
    success: (_action, result) => ({
        status: 200,
        contentType: "application/x-amz-json-1.1",
        body: JSON.stringify(result),
    }),
    failure: (error) => ({
        status: error.status,
        contentType: "application/x-amz-json-1.1",
        body: JSON.stringify({ __type: error.code, Message: error.message }),
    }),
    unknownKey: () => new ApiError("UnrecognizedClientException", INVALID_TOKEN),
    wrongSignature: () => new ApiError("InvalidSignatureException", MISMATCH),
    expired: () => new ApiError("InvalidSignatureException", "Signature expired"),
    unsigned: () => new ApiError("MissingAuthenticationTokenException", "Missing Authentication Token"),
    throttled: () => new ApiError("ThrottlingException", "Server is busy! Please retry after a moment."),
    internal: () => new ApiError("ServiceException", "An error occurred in the service. Try again.", 500),
    denied: (who, action, how) =>
        new ApiError("AccessDeniedException", denialText(who, `ec2-instance-connect:${action}`, how)),
    unknownAction: (action) => new ApiError("UnknownOperationException", `Unknown operation ${action}`),
};

/** Each service's way of writing answers and refusals. */
export const dialects: Readonly<Record<ServiceName, Dialect>> = {
    ec2,
    sts,
    "ec2-instance-connect": instanceConnect,
};
