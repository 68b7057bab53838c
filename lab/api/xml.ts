/** What an XML answer is made of. An array is written as EC2 writes lists: one `<item>` for each element. */
export type XmlValue =
    | string
    | number
    | boolean
    | undefined
    | readonly XmlValue[]
    | { readonly [name: string]: XmlValue };

/** Writes `<name>value</name>`; nothing at all for an absent value. */
function printElement(name: string, value: XmlValue): string {
    return value === undefined ? "" : `<${name}>${printContent(value)}</${name}>`;
}

/** Writes a whole document whose root element has a namespace. */
export function printDocument(name: string, namespace: string, value: XmlValue): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${printContent(value)}</${name}>`;
}

function printContent(value: XmlValue): string {
    if (value === undefined) return "";
    if (Array.isArray(value)) return value.map((element) => printElement("item", element)).join("");
    if (typeof value === "object") {
        return Object.entries(value)
            .map(([name, content]) => printElement(name, content))
            .join("");
    }
    return escapeXml(String(value));
}

function escapeXml(text: string): string {
    return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
