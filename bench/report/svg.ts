/** What every picture has: a size, a title for who does not see it, colours for light and dark pages. */
export function drawing(width: number, height: number, title: string, body: readonly string[]): string {
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
        `<title>${escapeXml(title)}</title>`,
        "<style>",
        "text { font: 13px system-ui, sans-serif; fill: #1f2328; } .small { font-size: 11px; } .title { font-weight: 600; }",
        ".muted { fill: #59636e; } .page { fill: #ffffff; } .rule { stroke: #d1d9e0; } .strong { stroke: #1f2328; }",
        ".ours { fill: #0969da; } .peer { fill: #afb8c1; } .floor { fill: #d1d9e0; } .miss { fill: #cf222e; } .met { fill: #1a7f37; }",
        ".other { fill: #d4a72c; }",
        "@media (prefers-color-scheme: dark) {",
        "text { fill: #e6edf3; } .muted { fill: #9198a1; } .page { fill: #0d1117; } .rule { stroke: #3d444d; } .strong { stroke: #e6edf3; }",
        ".ours { fill: #4493f8; } .peer { fill: #656c76; } .floor { fill: #3d444d; } .miss { fill: #f85149; } .met { fill: #3fb950; }",
        ".other { fill: #bb8009; }",
        "}",
        "</style>",
        `<rect class="page" width="${width}" height="${height}"/>`,
        ...body,
        "</svg>",
        "",
    ].join("\n");
}

export interface TextOptions {
    readonly anchor?: "start" | "middle" | "end";
    readonly kind?: string;
}

export function text(x: number, y: number, content: string, { anchor = "start", kind = "" }: TextOptions = {}): string {
    return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" class="${kind}">${escapeXml(content)}</text>`;
}

export function box(x: number, y: number, width: number, height: number, kind: string): string {
    return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0.5))}" height="${round(height)}" rx="2" class="${kind}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, kind = "rule"): string {
    return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${kind}"/>`;
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}

function escapeXml(value: string): string {
    return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
