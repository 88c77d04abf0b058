/** Says whether proposed workflows do what a person has asked for: see docs/ai-agents.md. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import '../codeBeforeJson';

import type { NewWorkflow } from '../n8n/types';
import { judge } from './judge';
import { wishes } from './wishes';

const USAGE = `npm run wishes -- --list
npm run wishes -- workflow.json … --wish <number>

The first prints the wishes as JSON, for a model that builds workflows.
The second plays each workflow, and says whether the wish is met, and why not.
`;

/** The wishes, and what whoever builds has to know besides. */
const listed = () => wishes.map(({ says, facts }, index) => ({ wish: index + 1, ...says, facts }));

/** @throws {Error} that names the file, if it has no workflow */
function workflowIn(file: string): NewWorkflow {
	try {
		const {
			name = file,
			nodes,
			...rest
		} = Object(JSON.parse(readFileSync(file, 'utf8'))) as NewWorkflow;
		if (!Array.isArray(nodes)) throw new Error('it has no list "nodes"');
		return {
			...rest,
			name,
			nodes: nodes.map((node) => ({ ...node, parameters: node.parameters ?? {} })),
		};
	} catch (error) {
		throw new Error(`${file} is not a workflow: ${(error as Error).message}`);
	}
}

/** @returns the exit code: 0 if all are met */
export async function runWishes(
	args: readonly string[],
	print: (text: string) => void,
): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: { list: { type: 'boolean' }, wish: { type: 'string' } },
	});
	if (values.list === true) {
		print(`${JSON.stringify(listed(), null, '\t')}\n`);
		return 0;
	}
	const wish = wishes[Number(values.wish) - 1];
	if (wish === undefined || positionals.length === 0) {
		print(USAGE);
		return 1;
	}
	let unmet = 0;
	for (const file of positionals) {
		const { met, why } = await judge(workflowIn(file), wish);
		print(`${file}: ${met ? 'the wish is met.' : `not met. ${why}`}\n`);
		if (!met) unmet++;
	}
	return unmet === 0 ? 0 : 1;
}

if (require.main === module)
	runWishes(process.argv.slice(2), (text) => process.stdout.write(text)).then(
		(code) => (process.exitCode = code),
		(error: Error) => {
			process.stderr.write(`${error.message}\n`);
			process.exitCode = 1;
		},
	);
