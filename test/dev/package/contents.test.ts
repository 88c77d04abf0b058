import { problemsIn } from '../../../dev/package/contents';

const NODE = 'dist/nodes/Example/Example.node.js';
const CREDENTIAL = 'dist/credentials/ExampleApi.credentials.js';

/** `undefined` removes a file. */
function packageWith(changes: Record<string, string | undefined> = {}): Map<string, string> {
	const files: Record<string, string | undefined> = {
		'package.json': JSON.stringify({ n8n: { nodes: [NODE], credentials: [CREDENTIAL] } }),
		'README.md': '',
		LICENSE: '',
		[NODE]: `const a = require("n8n-workflow"), b = require("./core/execute"); const icon = 'file:../../icons/e.svg';`,
		'dist/nodes/Example/Example.node.json': '{}',
		'dist/nodes/Example/core/execute.js': 'require("zod"); require("../core/execute.js")',
		[CREDENTIAL]: '',
		'dist/icons/e.svg': '<svg/>',
		...changes,
	};
	return new Map(
		Object.entries(files).flatMap(([file, text]) => (text === undefined ? [] : [[file, text]])),
	);
}

describe('dev tools: the check of the files in the package', () => {
	it.each([
		[
			'a picture of the documentation',
			{ 'dist/docs/images/editor.png': '' },
			'dist/docs/images/editor.png does not belong in the package',
		],
		['a test', { 'test/x.test.ts': '' }, 'test/x.test.ts does not belong in the package'],
		['a node that was not built', { [NODE]: undefined }, `${NODE} is missing, run "npm run build"`],
		[
			'a node without its description file',
			{ 'dist/nodes/Example/Example.node.json': undefined },
			'dist/nodes/Example/Example.node.json is missing, run "npm run build"',
		],
		[
			'a library that is only there during development',
			{ 'dist/nodes/Example/core/execute.js': 'const x = require("axios");' },
			'dist/nodes/Example/core/execute.js loads "axios", which is missing when n8n runs the package',
		],
		[
			'a library whose name only begins like that of an allowed one',
			{ 'dist/nodes/Example/core/execute.js': "require('zod-to-json-schema')" },
			'dist/nodes/Example/core/execute.js loads "zod-to-json-schema", which is missing when n8n runs the package',
		],
		[
			'a file of its own that is not packed',
			{ 'dist/nodes/Example/core/execute.js': 'require("../../../../simulator/server")' },
			'dist/nodes/Example/core/execute.js loads "../../../../simulator/server", which is missing when n8n runs the package',
		],
		[
			'an icon that is not packed',
			{ 'dist/icons/e.svg': undefined },
			`${NODE} shows the icon ../../icons/e.svg, which is not in the package`,
		],
		[
			'a text in another language',
			{ 'README.md': 'Envia mensagens para números e grupos' },
			'README.md is not in English: números',
		],
		['no node at all', { 'package.json': '{}' }, 'package.json lists no nodes'],
	])('reports %s', (_what, changes, problem) => {
		expect(problemsIn(packageWith(changes))).toEqual([problem]);
	});

	it('finds nothing wrong with a package that is complete', () => {
		expect(problemsIn(packageWith())).toEqual([]);
	});
});
