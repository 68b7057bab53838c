import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

export const root = resolve(__dirname, "../..");

/** One reference of a source file to another file or to a package. */
export interface Import {
    /** The file that imports, relative to the checkout. */
    readonly from: string;
    /** A file or folder relative to the checkout, or the name of a package as it is written. */
    readonly target: string;
    /** Erased by the compiler: nothing of the target is loaded. */
    readonly typesOnly: boolean;
}

/** The TypeScript files below `folder`, relative to the checkout, in a stable order. */
export function sourceFiles(folder: string): string[] {
    const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
    return entries
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .sort();
}

/** Every import, re-export, `require` and `import()` of the files. */
export function importsOf(files: readonly string[]): Import[] {
    return files.flatMap((file) => {
        const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
        const found: Import[] = [];
        const visit = (node: ts.Node): void => {
            const specifier = specifierOf(node);
            if (specifier !== undefined) {
                found.push({ from: file, target: targetOf(file, specifier), typesOnly: isErased(node) });
            }
            ts.forEachChild(node, visit);
        };
        visit(source);
        return found;
    });
}

/** The functions of a file that take more parameters than `most`, as `file:line`. */
export function functionsOver(file: string, most: number): string[] {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isFunctionLike(node) && node.parameters.length > most) {
            found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}

function specifierOf(node: ts.Node): string | undefined {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
        return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
        return node.argument.literal.text;
    }
    if (ts.isCallExpression(node) && isLoader(node.expression)) {
        const [argument] = node.arguments;
        return argument !== undefined && ts.isStringLiteral(argument) ? argument.text : undefined;
    }
    return undefined;
}

function isLoader(expression: ts.Expression): boolean {
    return (
        expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(expression) && expression.text === "require")
    );
}

function isErased(node: ts.Node): boolean {
    if (ts.isImportTypeNode(node)) {
        return true;
    }
    if (ts.isExportDeclaration(node)) {
        const named =
            node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause : undefined;
        return node.isTypeOnly || named?.elements.every((element) => element.isTypeOnly) === true;
    }
    if (!ts.isImportDeclaration(node) || node.importClause === undefined) {
        return false;
    }
    const { phaseModifier, name, namedBindings } = node.importClause;
    if (phaseModifier === ts.SyntaxKind.TypeKeyword) {
        return true;
    }
    const isNamed = namedBindings !== undefined && ts.isNamedImports(namedBindings);
    return name === undefined && isNamed && namedBindings.elements.every((element) => element.isTypeOnly);
}

function targetOf(file: string, specifier: string): string {
    return specifier.startsWith(".") ? relative(root, resolve(root, dirname(file), specifier)) : specifier;
}
