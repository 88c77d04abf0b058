import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

import { resources } from '../../nodes/EvolutionApi/operations';

const ROOT = path.join(__dirname, '..', '..');
const README = read('README.md');

function read(file: string): string {
	return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The texts quoted in the first column of the troubleshooting table. */
function quotedErrors(): string[] {
	const [, section] = /## Troubleshooting\n([\s\S]*?)\n## /.exec(README) ?? [];
	return [...(section ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, text]) => text);
}

/** All texts in the core; what is filled in at run time is `…`, as it is in the README. */
function textsOfTheCore(): string[] {
	const folder = path.join('nodes', 'EvolutionApi', 'core');
	return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.flatMap((name) =>
			textsIn(ts.createSourceFile(name, read(path.join(folder, name)), ts.ScriptTarget.ES2022)),
		);
}

function textsIn(node: ts.Node): string[] {
	const texts: string[] = [];
	if (ts.isStringLiteralLike(node)) texts.push(node.text);
	if (ts.isTemplateExpression(node)) {
		texts.push(
			[node.head, ...node.templateSpans.map(({ literal }) => literal)]
				.map(({ text }) => text)
				.join('…'),
		);
	}
	ts.forEachChild(node, (child) => void texts.push(...textsIn(child)));
	return texts;
}

/** `no instance "…"` and `no instance …` are the same for a reader. */
const plain = (text: string) => text.replace(/\s*"?…"?\s*/g, '…').replace(/…+/g, '…');

describe('README', () => {
	it('quotes only errors that the node really shows', () => {
		const known = new Set(textsOfTheCore().map(plain));
		const quoted = quotedErrors();
		expect(quoted.length).toBeGreaterThan(15);
		expect(quoted.filter((text) => !known.has(plain(text)))).toEqual([]);
	});

	it('leads nowhere that does not exist', () => {
		const targets = [...README.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target);
		const files = targets.filter((target) => !/^https?:/.test(target));
		expect(files.length).toBeGreaterThan(5);
		expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
	});

	it('names only commands that package.json has', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const documents = ['README.md', 'CONTRIBUTING.md'].map(read).join('\n');
		const named = [...documents.matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)];
		const names = named.map(([, script, short]) => script ?? short);
		expect(names.length).toBeGreaterThan(10);
		expect(names.filter((name) => !(name in scripts))).toEqual([]);
	});
});

describe('Output previews', () => {
	it('exist for every operation and for nothing else (if not: npm run generate)', () => {
		const folder = path.join(ROOT, 'nodes', 'EvolutionApi', '__schema__', 'v1.0.0');
		const there = readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.json'))
			.map((file) => file.split(path.sep).join('/'));
		const wanted = resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value }) => `${resource}/${value}.json`),
		);
		expect(there.sort()).toEqual(wanted.sort());
	});
});
