import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

import { row } from './markdown';

/** Text of an error, with `…` for values that are only known at run time. */
export interface ErrorText {
	readonly text: string;
	/** Empty if the advice is built at run time. */
	readonly advice: string;
	readonly isAboutField: boolean;
}

/** Functions that report a field's problem, and the positions of text and advice in their arguments. */
const REPORTS = new Map([
	['InputProblem', [1, 2]],
	['reportProblem', [1, 2]],
	['refuseInput', [1, 2]],
	['reportNumber', [1, 2]],
]);

/** Error texts with fewer fixed words are left out, such as `${name}: ${reason}`. */
const FEWEST_WORDS = 2;

export function errorTexts(folder: string): ErrorText[] {
	const found = new Map<string, ErrorText>();
	const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	for (const file of names.filter((name) => name.endsWith('.ts'))) {
		const text = readFileSync(path.join(folder, file), 'utf8');
		const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
		for (const error of errorsIn(source)) {
			const earlier = found.get(error.text);
			if (earlier === undefined || earlier.advice === '') found.set(error.text, error);
		}
	}
	return [...found.values()].sort((error, other) =>
		sortKey(error).localeCompare(sortKey(other), 'en'),
	);
}

const sortKey = ({ text }: ErrorText) => text.replace(/^[^\p{L}\p{N}]+/u, '');

function errorsIn(node: ts.Node): ErrorText[] {
	const errors = errorsAt(node);
	ts.forEachChild(node, (child) => void errors.push(...errorsIn(child)));
	return errors;
}

function errorsAt(node: ts.Node): ErrorText[] {
	if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
		const [text, advice] = REPORTS.get(node.expression.getText()) ?? [];
		const { arguments: args = [] } = node;
		if (text !== undefined && advice !== undefined) return errorsOf(args[text], args[advice], true);
		if (node.expression.getText() === 'NodeOperationError')
			return errorsOf(args[1], propertyOf(args[2], 'description'), false);
	}
	const [problem, hint] = [propertyOf(node, 'problem'), propertyOf(node, 'hint')];
	if (problem !== undefined && hint !== undefined) return errorsOf(problem, hint, true);
	const [message, description] = [propertyOf(node, 'message'), propertyOf(node, 'description')];
	return description === undefined ? [] : errorsOf(message, description, false);
}

function errorsOf(
	textNode: ts.Expression | undefined,
	advised: ts.Expression | undefined,
	isAboutField: boolean,
): ErrorText[] {
	const advice = textsOf(propertyOf(advised, 'hint') ?? advised).join(' Or: ');
	return textsOf(textNode)
		.filter((text) => (text.match(/\p{L}{2,}/gu) ?? []).length >= FEWEST_WORDS)
		.map((text) => ({ text, advice, isAboutField }));
}

function propertyOf(node: ts.Node | undefined, name: string): ts.Expression | undefined {
	if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
	const property = node.properties.find((one) => one.name?.getText() === name);
	if (property === undefined) return undefined;
	if (ts.isShorthandPropertyAssignment(property)) return property.name;
	return ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Returns the texts that an expression may have: several if it has alternatives, none if it's only known at run time. */
function textsOf(expression: ts.Expression | undefined): string[] {
	if (expression === undefined) return [];
	if (ts.isStringLiteralLike(expression)) return [expression.text];
	if (ts.isTemplateExpression(expression)) {
		const rest = expression.templateSpans.map(({ expression: filled, literal }) => {
			const constant = ts.isIdentifier(filled) ? constantOf(filled) : undefined;
			return (
				(constant !== undefined && ts.isStringLiteralLike(constant) ? constant.text : '…') +
				literal.text
			);
		});
		return [expression.head.text + rest.join('')];
	}
	if (ts.isConditionalExpression(expression))
		return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
	if (ts.isIdentifier(expression)) return textsOf(constantOf(expression));
	if (ts.isCallExpression(expression) && expression.expression.getText() === 'mustBe')
		return textsOf(expression.arguments[0]).map((rule) => `must be ${rule}, not …`);
	return [];
}

/** Returns a constant's value. If several constants have this name, the last one before `name` counts. */
function constantOf(name: ts.Identifier): ts.Expression | undefined {
	let found: ts.Expression | undefined;
	const visit = (node: ts.Node): void => {
		const isConstant = ts.isVariableDeclaration(node) && node.name.getText() === name.text;
		const isBefore = found === undefined || node.pos < name.pos;
		if (isConstant && isBefore && node.initializer !== name) found = node.initializer;
		ts.forEachChild(node, visit);
	};
	visit(name.getSourceFile());
	return found;
}

export function errorPage(errors: readonly ErrorText[]): string {
	const table = (isAboutField: boolean) =>
		[
			row('Error', 'What to do'),
			'|---|---|',
			...errors
				.filter((error) => error.isAboutField === isAboutField)
				.map(({ text, advice }) => row(text, advice)),
		].join('\n');
	return `# Every error

This page lists every error of the node in alphabetical order, so that you can search for yours. \`…\` stands for a value. For the most common ones, read [troubleshooting](../troubleshooting.md) first. The words of servers, proxies, databases and Meta: [failures](../development/failures.md). Written by \`npm run generate\`.

## About a field

These errors begin with the name of the field, such as *"Number" begins with no country code*. If there's no advice, change the value or check its expression.

${table(true)}

## About a request, an execution or the server

${table(false)}
`;
}
