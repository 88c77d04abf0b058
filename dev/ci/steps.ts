/** The steps that a change has to pass, cheap ones first. Steps that take hours run at night. */
import type { Task } from './schedule';

export interface Step extends Task {
	readonly title: string;
	/** Only the end-to-end tests have no command, because they have their own runner. */
	readonly command?: readonly string[];
	/**
	 * Command that runs failed test files again, one after the other, if there are only a few. If they pass the second time, they
	 * are flaky, and the report says so clearly.
	 */
	readonly again?: readonly string[];
	/** Paths that decide the result, in addition to the lock file. `!` excludes a folder. A step without inputs runs every time. */
	readonly inputs?: readonly string[];
}

const npmRun = (...script: string[]) => ['npm', 'run', '--silent', ...script];
const typescript = (...program: string[]) => ['npx', 'tsx', ...program];
const CACHE = 'node_modules/.cache';
const eslint = (name: string, ...rest: string[]) => [
	'npx',
	'eslint',
	'--cache',
	'--cache-strategy=content',
	`--cache-location=${CACHE}/eslint/${name}`,
	...rest,
];

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
const EVERYTHING = ['.'];

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
		// Installing n8n unpacks 2 GB and compiles SQLite. Tests that run at the same time would exceed their time limits.
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
		title: 'Imports',
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
		title: 'Unused exports and dependencies',
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
		title: 'Lint: published files',
		command: eslint('published', '--no-inline-config', 'credentials', 'nodes', 'package.json'),
		inputs: ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'eslint.config.mjs'],
		cores: 1,
	},
	{
		name: 'lint-project',
		title: 'Lint: whole project',
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
		// Jest runs no files of test/e2e in this step.
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
	// Long enough runs of n8n to judge its memory.
	command: typescript('test/soak/main.ts', '--events', '4000', '--rounds', '1', ...options),
	cores: 2,
	needs: PREPARED,
});

/** @param day such as `2026-11-24`, the seed of random values */
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
		// Only repetition shows how often a test is flaky.
		...[1, 2, 3].map((time) => ({
			name: `end-to-end-${time}`,
			title: `End-to-end tests, run ${time} of 3`,
			cores: 2,
			needs: PREPARED,
		})),
		soak('api'),
		soak('go', '--server', 'go'),
		soak('webSocket', '--through', 'webSocket'),
	];
}

export function changedSteps(changed: readonly string[]): readonly Step[] {
	const scripts = changed.filter((file) => /\.(ts|js|mjs|cjs)$/.test(file));
	const steps: Step[] = [
		{
			name: 'lint',
			title: 'Lint: changed files',
			command: ['npx', 'eslint', '--config', 'eslint.house.mjs', ...scripts],
			cores: 1,
		},
		{
			name: 'format',
			title: 'Format: changed files',
			command: ['npx', 'prettier', '--check', '--ignore-unknown', ...changed],
			cores: 1,
		},
		TYPES,
		...IMPORTS,
		{
			name: 'tests',
			title: 'Tests for changed files',
			command: ['npm', 'test', '--', '--passWithNoTests', '--findRelatedTests', ...scripts],
			cores: 2,
		},
		{ name: 'build', title: 'Build', command: npmRun('build'), cores: 1 },
	];
	if (changed.length === 0) return [];
	return steps.filter(({ name }) => name === 'format' || scripts.length > 0);
}
