/** What a change has to pass, in this order: what is cheap comes first. */
import type { Task } from './schedule';

export interface Step extends Task {
	readonly title: string;
	/** Left out: the end-to-end tests, which have a runner of their own. */
	readonly command?: readonly string[];
	/** What its result depends on, besides the lock file; left out: it runs each time. `!` takes away what is below. */
	readonly inputs?: readonly string[];
	/** Also depends on the records of real servers in `../shared`, where they are. */
	readonly readsShared?: boolean;
}

const npmRun = (...script: string[]) => ['npm', 'run', '--silent', ...script];

/** What is published, and what turns it into the package. */
const PACKAGE = [
	'nodes',
	'credentials',
	'icons',
	'package.json',
	'tsconfig.json',
	'gulpfile.js',
	'dev/bundle.ts',
	'README.md',
	'LICENSE',
];
/** For what looks at nearly everything. */
const EVERYTHING = ['.'];

export const STEPS: readonly Step[] = [
	{
		name: 'packages',
		title: 'System packages',
		command: ['bash', '.ci/packages'],
		cores: 0,
	},
	{
		name: 'n8n',
		title: 'Install n8n',
		command: npmRun('n8n:install'),
		cores: 0,
		needs: ['packages'],
	},
	{
		name: 'build',
		title: 'Build',
		command: npmRun('build'),
		cores: 1,
	},
	{
		name: 'lint',
		title: 'Lint of what is published',
		command: npmRun('lint:published'),
		inputs: ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'eslint.config.mjs'],
		cores: 1,
	},
	{
		name: 'types',
		title: 'Types',
		command: npmRun('types'),
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'package',
		title: 'Package check',
		command: npmRun('check:package'),
		inputs: [...PACKAGE, 'dev/checkPackage.ts', 'dev/package', 'dev/scan', 'dev/n8n'],
		cores: 1,
		needs: ['build'],
	},
	{
		name: 'format',
		title: 'Format and spelling',
		command: npmRun('lint:texts'),
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'lint-project',
		title: 'Lint of everything',
		command: npmRun('lint:project'),
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'generated',
		title: 'Generated files',
		command: npmRun('generate:check'),
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'tests',
		title: 'Tests',
		// `npm test`, and how much of nodes/ it runs, which has a floor.
		command: npmRun('coverage'),
		inputs: EVERYTHING,
		readsShared: true,
		cores: 2,
	},
	{
		name: 'long',
		title: 'Long tests',
		command: npmRun('test:long'),
		inputs: EVERYTHING,
		cores: 2,
	},
	{
		name: 'end-to-end',
		title: 'End-to-end tests',
		cores: 2,
		needs: ['packages', 'n8n', 'build'],
	},
];
