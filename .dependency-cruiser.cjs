/**
 * Which folder may import which: the step `imports` of `dev/ci/steps.ts`. The picture of it is in ARCHITECTURE.md.
 */

const NODES = 'nodes/EvolutionApi';

/** Folders with an order: each may import the ones after it. `.` is the files beside them. */
const LAYERS = {
	[NODES]: [
		'.',
		'pickers',
		'operations',
		'wait',
		'health',
		'trigger',
		'socket',
		'hub',
		'events',
		'run',
		'sending',
		'fields',
		'table',
		'server',
		'errors',
		'core',
		'n8n',
	],
	[`${NODES}/table`]: ['prepare', '.'],
	[`${NODES}/core`]: ['http', 'files', 'input', 'concurrency', 'phones', 'values'],
	[`${NODES}/trigger`]: ['n8n', 'channel', 'inbox', 'items', 'active', 'memory', 'settings'],
};

/** The files of layers, as a regular expression. */
const filesOf = (folder, layers) => {
	const folders = layers.filter((layer) => layer !== '.');
	const beside = layers.includes('.') ? ['[^/]+[.]ts$'] : [];
	return `^${folder}/(${[...folders.map((layer) => `${layer}/`), ...beside].join('|')})`;
};

const onlyDownwards = Object.entries(LAYERS).flatMap(([folder, layers]) =>
	layers.slice(1).map((layer, index) => ({
		name: `${folder}/${layer} imports only what is below it`,
		severity: 'error',
		from: { path: filesOf(folder, [layer]) },
		to: { path: filesOf(folder, layers.slice(0, index + 1)) },
	})),
);

const everyFolderHasAPlace = Object.entries(LAYERS).map(([folder, layers]) => ({
	name: `every folder of ${folder} has a place in the order`,
	severity: 'error',
	from: {},
	to: { path: `^${folder}/`, pathNot: filesOf(folder, layers) },
}));

module.exports = {
	forbidden: [
		...onlyDownwards,
		...everyFolderHasAPlace,
		{
			name: 'no file imports itself over others',
			severity: 'error',
			from: { pathNot: '^test/' },
			to: { circular: true },
		},
		{
			name: 'only the nodes themselves import the pickers',
			severity: 'error',
			from: { path: `^${NODES}/[^/]+/`, pathNot: `^${NODES}/pickers/` },
			to: { path: `^${NODES}/pickers/` },
		},
		{
			name: 'only the choice of a server, and what is written for one, reaches into its folder',
			comment:
				'Another kind of server gets a folder beside them. What all of them say in the words of the table: server/words.',
			severity: 'error',
			from: {
				path: `^${NODES}/`,
				pathNot: `^${NODES}/(server|errors)/(evolutionApi/|evolutionGo/|connection[.]ts$)`,
			},
			to: { path: `^${NODES}/(server|errors)/(evolutionApi|evolutionGo)/` },
		},
		{
			name: 'a server does not reach into the folder of the other',
			severity: 'error',
			from: { path: `^${NODES}/(?:server|errors)/(evolutionApi|evolutionGo)/` },
			to: {
				path: `^${NODES}/(server|errors)/(evolutionApi|evolutionGo)/`,
				pathNot: `^${NODES}/(server|errors)/$1/`,
			},
		},
		{
			name: 'the package imports no test and no tool',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '^(test|simulator|converter|dev|bench)/' },
		},
		{
			name: 'the package finds every module that it asks for where n8n installs it',
			comment: 'n8n hands these to an installed package, and nothing else.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: {
				pathNot: '^(nodes|credentials)/|^node_modules/(n8n-workflow|zod|luxon)/|^(node:)?crypto$',
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'the simulator imports nothing of the package',
			comment: 'A mistake of one would hide the same mistake of the other.',
			severity: 'error',
			from: { path: '^simulator/' },
			to: { path: '^(nodes|credentials|converter|dev|test|bench)/' },
		},
		{
			name: 'the converter imports only its own files',
			comment: 'It runs in a browser.',
			severity: 'error',
			from: { path: '^converter/', pathNot: '^converter/(main|page/build)\\.ts$' },
			to: { pathNot: '^converter/' },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.dev.json' },
		doNotFollow: { path: 'node_modules' },
	},
};
