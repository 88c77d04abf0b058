import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

import { anchor } from '../../dev/generate/markdown';
import { foreignWords } from '../../dev/package/english';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { resources } from '../../nodes/EvolutionApi/operations';
import { WARNING } from '../faults/support/faults';

const ROOT = path.join(__dirname, '..', '..');
const README = read('README.md');
const TROUBLESHOOTING = read('docs/troubleshooting.md');
const BUILT = ['evolution-go.md', 'package.tgz'];

function read(file: string): string {
	return readFileSync(path.join(ROOT, file), 'utf8');
}

const PAGES = [
	'.',
	'docs',
	'docs/compose',
	'docs/development',
	'docs/reference',
	'dev/conformance',
	'dev/n8n',
	'examples',
	'simulator',
	'test/contract/facts',
].flatMap((folder) =>
	readdirSync(path.join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => path.posix.join(folder, name)),
);

function linksOf(page: string): string[] {
	const text = read(page).replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, 'code');
	return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

const anchorsOf = (page: string) =>
	[...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading));

function isAlive(page: string, link: string): boolean {
	if (/^(https?|mailto):/.test(link)) return true;
	const [file, heading] = link.split('#');
	const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
	if (!existsSync(path.join(ROOT, target))) return false;
	return heading === undefined || anchorsOf(target).includes(heading);
}

const quotedErrors = () =>
	[...TROUBLESHOOTING.matchAll(/^## `([^`]+)`$/gm)].map(([, text]) => text);

/** Returns all texts that explain failures, with `…` for values that are only known at run time. */
function textsOfErrors(): string[] {
	return ['core', 'errors', 'operations', 'server', 'table', 'trigger'].flatMap((room) => {
		const folder = path.join('nodes', 'EvolutionApi', room);
		return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.flatMap((name) =>
				textsIn(ts.createSourceFile(name, read(path.join(folder, name)), ts.ScriptTarget.ES2022)),
			);
	});
}

function textsIn(node: ts.Node): string[] {
	const texts: string[] = [];
	if (ts.isStringLiteralLike(node)) texts.push(node.text);
	if (ts.isTemplateExpression(node)) {
		for (const program of ['Evolution API', 'Evolution Go']) {
			const spans = node.templateSpans.map(({ expression, literal }) => {
				const isProgram = ts.isIdentifier(expression) && expression.text === 'program';
				return (isProgram ? program : '…') + literal.text;
			});
			texts.push(node.head.text + spans.join(''));
		}
	}
	ts.forEachChild(node, (child) => void texts.push(...textsIn(child)));
	return texts;
}

/** Removes differences that don't matter to a reader, such as between `no instance "…"` and `no instance …`. */
const plain = (text: string) => text.replace(/\s*"?…"?\s*/g, '…').replace(/…+/g, '…');

describe('README', () => {
	it('has the number of operations and of events', () => {
		const operations = resources.flatMap((resource) => resource.operations);
		const events = new EvolutionApiTrigger().description.properties.find(
			({ name }) => name === 'events',
		)?.options;
		expect(README).toContain(`[${operations.length} operations](docs/reference/README.md)`);
		expect(README).toContain(`[${events?.length} events](docs/reference/trigger.md#events)`);
	});

	it('leads to every page about the use of the nodes in two clicks', () => {
		const targetsOf = (page: string) =>
			linksOf(page).map((link) => path.posix.join(path.posix.dirname(page), link.split('#')[0]));
		const linked = targetsOf('README.md').filter((page) => PAGES.includes(page));
		const reached = [...linked, ...linked.flatMap(targetsOf)];
		const guides = PAGES.filter((page) => path.posix.dirname(page) === 'docs');
		expect(guides.filter((page) => !reached.includes(page))).toEqual([]);
	});
});

describe('the documentation pages', () => {
	it.each(PAGES)('%s has no broken link', (page) => {
		expect(linksOf(page).filter((link) => !isAlive(page, link))).toEqual([]);
	});

	it.each(PAGES)('%s is in English', (page) => {
		expect(foreignWords(read(page))).toEqual([]);
	});

	it.each(['docs/messages-do-not-arrive.md', 'docs/phone-cannot-be-linked.md'])(
		'%s, to which errors of the node link, has at most 500 words',
		(page) => {
			expect(read(page).split(/\s+/).length).toBeLessThanOrEqual(500);
		},
	);

	it('exist where a text of the node links to one', () => {
		const source = readdirSync(path.join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => read(path.join('nodes', name)))
			.join('\n');
		const named = [...source.matchAll(/blob\/main\/(docs\/[\w./-]+\.md)/g)].map(([, page]) => page);
		expect(named).toContain('docs/phone-cannot-be-linked.md');
		expect(named.filter((page) => !PAGES.includes(page))).toEqual([]);
	});

	it('quote only errors that the node really shows', () => {
		const known = new Set(textsOfErrors().map(plain));
		const quoted = quotedErrors();
		expect(quoted.length).toBeGreaterThan(4);
		expect(quoted.filter((text) => !known.has(plain(text)))).toEqual([]);
		expect(quoted).toContain(WARNING);
	});

	it('name only commands that package.json has', () => {
		const documents = PAGES.filter((page) => page !== 'CHANGELOG.md')
			.map(read)
			.join('\n');
		const commands = documents.matchAll(/npm (?:run (?:--silent )?([\w:]+)|(start|test)\b)/g);
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const missing = [...commands].filter(([, named, short]) => !((named ?? short) in scripts));
		expect(missing.map(([command]) => command)).toEqual([]);
	});
});

describe('the files of the output schemas (__schema__)', () => {
	it('exist for every operation and nothing else (if not: npm run generate)', () => {
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

describe.each([
	'ARCHITECTURE.md',
	'CONTRIBUTING.md',
	'dev/conformance/README.md',
	'dev/n8n/README.md',
	'test/contract/facts/README.md',
])('the files that %s names', (page) => {
	const FOLDERS = ['', '.ci', '.github', 'bench', 'converter', 'credentials', 'dev', 'docs'];
	const all = [...FOLDERS, 'examples', 'nodes', 'simulator', 'test'].flatMap((folder) =>
		existsSync(path.join(ROOT, folder))
			? readdirSync(path.join(ROOT, folder), { recursive: folder !== '', encoding: 'utf8' })
					.filter((name) => !name.includes('node_modules'))
					.map((name) => `/${path.posix.join(folder, name)}`)
			: [],
	);
	/** Pages may leave out the `.test.ts` of a test. */
	const isThere = (name: string) => {
		const ends = [name, `${name}.ts`, `${name}.test.ts`].map((one) => `/${one}`);
		return all.some((file) => ends.some((end) => file.endsWith(end)));
	};
	const named = [...read(page).matchAll(/`(\w[\w./-]*\.(?:ts|js|json|md|yaml|test|long))`/g)]
		.map(([, name]) => name)
		.filter((name) => !BUILT.includes(name));

	it('exist', () => {
		expect(named).not.toEqual([]);
		expect(named.filter((name) => !isThere(name))).toEqual([]);
	});
});

/** Matches a module's variable that may change, e.g. `let count` or `const cache = new Map()`, but not `const NAMES = …`. */
const STATE =
	/^(?:export )?(?:let |const [a-z]\w*(?:: [^=\n]+)? = (?:new \w+(?:<.*>)?\([\w, ]*\)|create\w+[<(]))/m;

it('ARCHITECTURE.md lists the files whose modules remember something', () => {
	const files = readdirSync(path.join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts') && STATE.test(read(path.join('nodes', file))))
		.map((file) => file.split(path.sep).join('/'));
	const [table = ''] = /^\| Owner \|.*?\n\n/ms.exec(read('ARCHITECTURE.md')) ?? [];
	const listed = [...table.matchAll(/`([\w./]+\.ts)`/g)].map(([, name]) => `/${name}`);
	const namesOf = (file: string) => listed.filter((name) => file.endsWith(name));
	expect(files.filter((file) => namesOf(file).length !== 1)).toEqual([]);
	expect(files.flatMap(namesOf).sort()).toEqual(listed.sort());
});

it.each([
	['ARCHITECTURE.md', 190],
	['CONTRIBUTING.md', 120],
	['SECURITY.md', 100],
])('%s has at most %s lines', (page, most) => {
	expect(read(page).split('\n').length).toBeLessThanOrEqual(most);
});
