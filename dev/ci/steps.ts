/** The steps that a change has to pass, cheap ones first. Steps of hours run at night. */
import type { Task } from './schedule';

export interface Step extends Task {
	readonly title: string;
	/** Left out: the end-to-end tests, which have a runner of their own. */
	readonly command?: readonly string[];
	/**
	 * Runs the test files that failed again, alone, if they are few: one that then passes is flaky, which the report says
	 * loudly.
	 */
	readonly again?: readonly string[];
	/** Paths that decide the result, in addition to the lock file; left out: it runs each time. `!` excludes a folder. */
	readonly inputs?: readonly string[];
}

const npmRun = (...script: string[]) => ['npm', 'run', '--silent', ...script];
const typescript = (...program: string[]) => ['npx', 'tsx', ...program];
/** Cache of the linters. */
const CACHE = 'node_modules/.cache';
const eslint = (name: string, ...rest: string[]) => [
	'npx',
	'eslint',
	'--cache',
	'--cache-strategy=content',
	`--cache-location=${CACHE}/eslint/${name}`,
	...rest,
];

/** Sources of the package, and the programs that build it. */
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
/** Inputs of steps that look at nearly everything. */
const EVERYTHING = ['.'];

/** Preparations of the machine and the checkout for end-to-end tests. */
const PREPARATIONS: readonly Step[] = [
	{
		name: 'packages',
		title: 'System packages',
		command: ['bash', '.ci/packages'],
		cores: 0,
	},
	{
		name: 'n8n',
		title: 'Install n8n',
		command: typescript('dev/n8n/install.ts'),
		// It unpacks 2 GB and compiles SQLite: tests next to it would run out of time.
		cores: 1,
		needs: ['packages'],
	},
	{
		name: 'build',
		title: 'Build',
		command: npmRun('build'),
		cores: 1,
	},
];
/** The build lints the published files by stricter rules. */
const TYPES: Step = {
	name: 'types',
	title: 'Types',
	command: [
		'npx',
		'tsc',
		'--project',
		'tsconfig.dev.json',
		'--noEmit',
		'--incremental',
		'--tsBuildInfoFile',
		`${CACHE}/types/types-all`,
	],
	cores: 1,
};
const IMPORTS: readonly Step[] = [
	{
		name: 'imports',
		title: 'Who imports whom',
		command: [
			'npx',
			'depcruise',
			'nodes',
			'credentials',
			'simulator',
			'converter',
			'dev',
			'bench',
			'--output-type=err',
		],
		cores: 1,
	},
	{
		name: 'exports',
		title: 'What is exported or installed for nobody',
		command: ['npx', 'knip', '--no-progress'],
		cores: 1,
	},
];
const PREPARED = ['packages', 'n8n', 'build'];

export const STEPS: readonly Step[] = [
	{
		name: 'size',
		title: 'Size',
		command: npmRun('size'),
		cores: 0,
	},
	...PREPARATIONS,
	{
		name: 'lint',
		title: 'Lint of what is published',
		command: eslint('published', '--no-inline-config', 'credentials', 'nodes', 'package.json'),
		inputs: ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'eslint.config.mjs'],
		cores: 1,
	},
	{
		name: 'lint-project',
		title: 'Lint of everything',
		command: eslint('project', '--config=eslint.house.mjs', '.'),
		inputs: EVERYTHING,
		cores: 1,
	},
	...[TYPES, ...IMPORTS].map((step) => ({ ...step, inputs: EVERYTHING })),
	{
		name: 'package',
		title: 'Package check',
		command: typescript('dev/checkPackage.ts'),
		inputs: [...PACKAGE, 'dev/checkPackage.ts', 'dev/package', 'dev/scan', 'dev/n8n'],
		cores: 1,
		needs: ['build'],
	},
	{
		name: 'format',
		title: 'Format',
		command: [
			'npx',
			'prettier',
			'--cache',
			'--cache-strategy=content',
			'--check',
			'--log-level=warn',
			'.',
		],
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'spelling',
		title: 'Spelling and wording',
		command: npmRun('spelling'),
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'generated',
		title: 'Generated files',
		command: ['npx', 'gulp', 'generate:check'],
		inputs: EVERYTHING,
		cores: 1,
	},
	{
		name: 'tests',
		title: 'Tests',
		// The README's command, with the slow tests.
		command: ['npm', 'test', '--', '--config', 'jest.all.config.js'],
		again: [
			'npm',
			'test',
			'--',
			'--config',
			'jest.all.config.js',
			'--runInBand',
			'--runTestsByPath',
		],
		// None of them runs files of test/e2e.
		inputs: [...EVERYTHING, '!test/e2e'],
		cores: 2,
	},
	{
		name: 'end-to-end',
		title: 'End-to-end tests',
		cores: 2,
		needs: PREPARED,
	},
];

const soak = (name: string, ...options: string[]): Step => ({
	name: `soak-${name}`,
	title: `Soak, ${name}`,
	// Lives of n8n that are long enough to judge its memory.
	command: typescript('test/soak/main.ts', '--events', '4000', '--rounds', '1', ...options),
	cores: 2,
	needs: PREPARED,
});

/** @param day whose number is the seed of random values, so that a night can be repeated: `2026-11-24` */
export function deepSteps(day: string): readonly Step[] {
	const seed = day.replaceAll('-', '');
	return [
		...PREPARATIONS,
		{
			name: 'random',
			title: 'Tests with random values',
			command: [
				'env',
				`PROPERTY_SEED=${seed}`,
				'npm',
				'test',
				'--',
				'--config',
				'jest.all.config.js',
			],
			cores: 2,
		},
		{
			name: 'coverage',
			title: 'Coverage',
			command: typescript('dev/coverage.ts'),
			cores: 2,
		},
		// How often a test is flaky shows only in repetition.
		...[1, 2, 3].map((time) => ({
			name: `end-to-end-${time}`,
			title: `End-to-end tests, time ${time}`,
			cores: 2,
			needs: PREPARED,
		})),
		soak('api'),
		soak('go', '--server', 'go'),
		soak('webSocket', '--through', 'webSocket'),
	];
}

/** Returns the steps before a commit. @param changed files of the checkout, none of them deleted */
export function changedSteps(changed: readonly string[]): readonly Step[] {
	const scripts = changed.filter((file) => /\.(ts|js|mjs|cjs)$/.test(file));
	const steps: Step[] = [
		{
			name: 'lint',
			title: 'Lint of what changed',
			command: ['npx', 'eslint', '--config', 'eslint.house.mjs', ...scripts],
			cores: 1,
		},
		{
			name: 'format',
			title: 'Format of what changed',
			command: ['npx', 'prettier', '--check', '--ignore-unknown', ...changed],
			cores: 1,
		},
		TYPES,
		...IMPORTS,
		{
			name: 'tests',
			title: 'Tests of what changed',
			command: ['npm', 'test', '--', '--passWithNoTests', '--findRelatedTests', ...scripts],
			cores: 2,
		},
		{ name: 'build', title: 'Build', command: npmRun('build'), cores: 1 },
	];
	if (changed.length === 0) return [];
	return steps.filter(({ name }) => name === 'format' || scripts.length > 0);
}
