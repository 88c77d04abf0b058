import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const FILE = join(__dirname, 'operationTypes.ts');

interface Problem {
	/** Number of the line; the first is 0. */
	readonly line: number;
	readonly text: string;
}

function problemsIn(source: string): Problem[] {
	const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
	const host = ts.createCompilerHost(options);
	const { getSourceFile } = host;
	host.getSourceFile = (name, target) =>
		name === FILE
			? ts.createSourceFile(name, source, target)
			: getSourceFile.call(host, name, target);
	const program = ts.createProgram([FILE], { ...options, noEmit: true }, host);
	const file = program.getSourceFile(FILE);
	return program.getSemanticDiagnostics(file).map(({ start = 0, messageText }) => ({
		line: file?.getLineAndCharacterOfPosition(start).line ?? -1,
		text: ts.flattenDiagnosticMessageText(messageText, '\n'),
	}));
}

it('TypeScript refuses an operation whose fields, input, route and example do not fit together', () => {
	const lines = readFileSync(FILE, 'utf8').split('\n');
	const isExpectation = (line: string) => line.includes('@ts-expect-error');
	const expected = lines.flatMap((line, index) => (isExpectation(line) ? [index + 1] : []));
	const problems = problemsIn(lines.map((line) => (isExpectation(line) ? '' : line)).join('\n'));
	expect(expected).toHaveLength(7);
	expect(problems.map(({ line }) => line)).toEqual(expected);
	const [noInput, noField, noParameter] = problems.map(({ text }) => text);
	expect(noInput).toMatch(/'field without an input'[^]*"text"/);
	expect(noField).toMatch(/'input without a field'[^]*"text"/);
	expect(noParameter).toMatch(/'path parameter without an input'[^]*"id"/);
}, 60_000);
