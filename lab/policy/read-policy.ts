import { OPERATORS } from "./operators";
import type { Condition, Policy, Selection, Statement } from "./policy";

const DOCUMENT_KEYS = ["Version", "Id", "Statement"];
const STATEMENT_KEYS = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const VERSION = "2012-10-17";

/**
 * Reads an identity-based policy document, an object or its JSON text.
 * @throws {TypeError} it is none, or it uses what the lab does not judge: nothing is allowed or ignored in silence.
 */
export function readPolicy(document: object | string): Policy {
    const whole = asRecord(typeof document === "string" ? JSON.parse(document) : document, "the policy");
    onlyKeys(whole, DOCUMENT_KEYS, "the policy");
    if (whole.Version !== VERSION) throw wrong(`Version must be "${VERSION}"`);
    const statements = Array.isArray(whole.Statement) ? whole.Statement : [whole.Statement];
    const sids = statements.flatMap((statement) => asRecord(statement, "Statement").Sid ?? []);
    if (new Set(sids).size < sids.length) throw wrong("each Sid must be there once");
    return statements.map((statement, index) => readStatement(statement, `Statement[${index}]`));
}

function readStatement(value: unknown, place: string): Statement {
    const statement = asRecord(value, place);
    onlyKeys(statement, STATEMENT_KEYS, place);
    const { Sid, Effect } = statement;
    if (Effect !== "Allow" && Effect !== "Deny") throw wrong(`${place}.Effect must be "Allow" or "Deny"`);
    if (Sid !== undefined && !/^[A-Za-z0-9]*$/.test(String(Sid))) {
        throw wrong(`${place}.Sid must be of letters and digits`);
    }
    return {
        effect: Effect,
        actions: readSelection(statement, "Action", place, /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/i),
        resources: readSelection(statement, "Resource", place, /^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+)$/),
        conditions: readConditions(statement.Condition ?? {}, `${place}.Condition`),
    };
}

function readSelection(
    statement: Readonly<Record<string, unknown>>,
    name: "Action" | "Resource",
    place: string,
    form: RegExp,
): Selection {
    const isNot = statement[name] === undefined;
    if (isNot === (statement[`Not${name}`] === undefined)) throw wrong(`${place} must have ${name} or Not${name}`);
    const patterns = asTexts(isNot ? statement[`Not${name}`] : statement[name], `${place}.${name}`);
    const odd = patterns.find((pattern) => !form.test(pattern));
    if (odd !== undefined || patterns.length === 0) throw wrong(`${place}.${name} can't be "${odd ?? ""}"`);
    return { isNot, patterns };
}

function readConditions(value: unknown, place: string): Condition[] {
    return Object.entries(asRecord(value, place)).flatMap(([operator, keys]) => {
        const plain = operator.replace(/IfExists$/, "");
        if (!OPERATORS.has(plain)) throw wrong(`${place}.${operator} is an operator that the lab does not judge`);
        return Object.entries(asRecord(keys, `${place}.${operator}`)).map(([key, values]) => ({
            operator,
            key,
            values: asTexts(values, `${place}.${operator}.${key}`),
        }));
    });
}

function asTexts(value: unknown, place: string): string[] {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!values.every((entry) => ["string", "number", "boolean"].includes(typeof entry))) {
        throw wrong(`${place} must be a text or a list of texts`);
    }
    return values.map(String);
}

function asRecord(value: unknown, place: string): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(`${place} must be an object`);
    return value as Record<string, unknown>;
}

function onlyKeys(record: Record<string, unknown>, known: readonly string[], place: string): void {
    const odd = Object.keys(record).find((key) => !known.includes(key));
    if (odd !== undefined) throw wrong(`${place} can't have ${odd}`);
}

function wrong(text: string): TypeError {
    return new TypeError(`The lab can't use this policy: ${text}.`);
}
