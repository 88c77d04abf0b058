import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { STEPS } from '../../dev/ci/steps';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const filesIn = (folder: string, pattern: RegExp) =>
	readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => pattern.test(file) && !file.includes('node_modules'))
		.map((file) => path.join(folder, file));

interface Lock {
	packages: Record<string, { integrity?: string; resolved?: string }>;
}

const LOCKS = [
	'package-lock.json',
	...['bench', 'dev'].flatMap((folder) => filesIn(folder, /(^|[\\/])pin-lock\.json$/)),
];

describe.each(LOCKS)('supply chain: %s', (file) => {
	const packages = Object.entries((JSON.parse(read(file)) as Lock).packages);

	it('has a checksum for everything that is downloaded', () => {
		const without = packages.filter(
			([name, { integrity }]) => name.startsWith('node_modules/') && !integrity,
		);
		expect(without.map(([name]) => name)).toEqual([]);
	});

	it('names no registry, so that whoever installs chooses it', () => {
		expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
	});
});

it('supply chain: n8n installs nothing besides the package, and runs no script of it', () => {
	const { dependencies, optionalDependencies, bundledDependencies, peerDependencies, scripts } =
		JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;
	expect([dependencies, optionalDependencies, bundledDependencies]).toEqual([
		undefined,
		undefined,
		undefined,
	]);
	expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(
		Object.keys(scripts ?? {}).filter((name) => /^(pre|post)?(install|prepare)$/.test(name)),
	).toEqual([]);
	expect(read('.npmrc')).toContain('ignore-scripts=true');
});

it.each(filesIn('.github/workflows', /\.ya?ml$/))(
	'supply chain: %s pins each action to a commit, and has no permission that it does not need',
	(file) => {
		const text = read(file);
		const actions = [...text.matchAll(/uses:\s*(.+)/g)].map(([, action]) => action);
		expect(actions.length).toBeGreaterThan(0);
		for (const action of actions) {
			if (action.startsWith('./')) continue;
			expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
		}
		expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
		expect(text).not.toMatch(/pull_request_target|secrets\./);
	},
);

it('supply chain: nothing is published before every check of the same commit has passed', () => {
	const text = read('.github/workflows/publish.yml');
	expect(text).toMatch(/checks:\n(.*\n)* {4}uses: \.\/\.github\/workflows\/ci\.yml\n/);
	expect(text).toMatch(/publish:\n {4}needs: \[release, checks\]\n/);
	const { on, jobs } = parse(read('.github/workflows/ci.yml')) as {
		on: object;
		jobs: Record<string, { steps: Array<{ run?: string }>; 'continue-on-error'?: boolean }>;
	};
	expect(on).toHaveProperty('workflow_call');
	const commands = Object.values(jobs).flatMap(({ steps }) =>
		steps.flatMap(({ run }) => run ?? []),
	);
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	const steps = commands
		.map((command) => (command === 'npm run lint' ? scripts.lint : command))
		.flatMap((command) => /--only (\S+)/.exec(command)?.[1].split(',') ?? []);
	const names = STEPS.map(({ name }) => name);
	expect(names.filter((name) => !steps.includes(name))).toEqual([]);
	expect(Object.values(jobs).filter((job) => job['continue-on-error'])).toEqual([]);
});
