import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const known = new Map<string, string>();

function read(file: string): string {
	const text = known.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
	known.set(file, text);
	return text;
}

function filesIn(folder: string): string[] {
	const path = join(ROOT, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
		.filter((file) => !file.split('/').includes('node_modules'));
}

const sources = [...filesIn('nodes'), ...filesIn('credentials')].filter((file) =>
	file.endsWith('.ts'),
);

describe('package.json', () => {
	const manifest = JSON.parse(read('package.json')) as Record<string, unknown> & {
		scripts: Record<string, string>;
		n8n: { nodes: string[]; credentials: string[] };
	};

	it('needs nothing but n8n-workflow, which n8n has', () => {
		const { dependencies, optionalDependencies, bundledDependencies, overrides } = manifest;
		expect({ dependencies, optionalDependencies, bundledDependencies, overrides }).toEqual({});
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('runs nothing when it is installed', () => {
		const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
		expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
	});

	it('lists every node and credential that has a source file, and no other', () => {
		for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
			const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
			expect([source, sources.includes(source)]).toEqual([source, true]);
		}
		const built = sources.filter((file) => /\.(node|credentials)\.ts$/.test(file));
		expect(built).toHaveLength(manifest.n8n.nodes.length + manifest.n8n.credentials.length);
	});
});

it('the repository has one package.json, since n8n verifies no package that shares its repository', () => {
	const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
	expect(files.filter((file) => /(^|\/)package\.json$/.test(file))).toEqual(['package.json']);
});

/** Categories of n8n's node creator. n8n's lint accepts only these in a `.node.json` (rule valid-node-categories). */
const CATEGORIES = [
	'Analytics',
	'Communication',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing & Content',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
];

it.each(filesIn('nodes').filter((file) => file.endsWith('.node.json')))(
	'%s has only categories that n8n verifies, and no subcategory',
	(file) => {
		const codex = JSON.parse(read(file)) as { categories: string[]; subcategories?: object };
		expect(codex.categories.filter((category) => !CATEGORIES.includes(category))).toEqual([]);
		expect(codex.subcategories).toBeUndefined();
	},
);

describe('every file of the project', () => {
	const folders = ['nodes', 'credentials', 'simulator', 'dev', 'test', 'examples', 'docs', 'icons'];
	const tops = readdirSync(ROOT, { withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => name);
	const texts = [...folders.flatMap(filesIn), ...tops].filter((file) =>
		/\.(ts|js|mjs|cjs|json|md|svg|html|css|ya?ml|npmrc)$/.test(file),
	);

	it('contains no path of the machine that it was written on', () => {
		expect(texts.length).toBeGreaterThan(100);
		expect(texts.filter((file) => read(file).includes(`${ROOT}/`))).toEqual([]);
	});

	it('contains no merge conflict markers', () => {
		expect(texts.filter((file) => /^(<{7}|>{7}) /m.test(read(file)))).toEqual([]);
	});

	it('names no address of a package registry', () => {
		const lock = JSON.parse(read('package-lock.json')) as {
			packages: Record<string, { resolved?: string }>;
		};
		const addresses = Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? []);
		expect(addresses).toEqual([]);
		if (existsSync(join(ROOT, '.npmrc'))) expect(read('.npmrc')).not.toMatch(/^registry/m);
	});
});
