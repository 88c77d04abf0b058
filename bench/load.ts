import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { runtimePrograms } from '../dev/n8n/runtimeFolder';
import { probe } from './noise';
import type { Paths } from './protocol';
import { median } from './statistics';

export interface Load {
	readonly node: string;
	/** Time for loading the node's file and creating the node, ms. */
	readonly ms: number;
	readonly cpuMs: number;
	readonly heapBytes: number;
	readonly descriptionBytes: number;
}

export function compareLoads({ runtime, ours, peer }: Paths, rounds: number): Load[] {
	const base = path.join(runtime, 'node_modules', 'n8n-nodes-base', 'dist', 'nodes');
	const own = path.join(ours, 'dist', 'nodes', 'EvolutionApi');
	const nodes = {
		'HTTP Request': path.join(base, 'HttpRequest', 'HttpRequest.node.js'),
		'n8n-nodes-evolution-api': path.join(
			peer,
			'dist',
			'nodes',
			'EvolutionApi',
			'EvolutionApi.node.js',
		),
		'this package': path.join(own, 'EvolutionApi.node.js'),
		'this package, trigger': path.join(own, 'EvolutionApiTrigger.node.js'),
	};
	const runs = Object.keys(nodes).map((): Load[] => []);
	for (let round = 0; round < rounds; round++) {
		probe();
		Object.entries(nodes).forEach(([node, file], index) => {
			runs[index].push({ node, ...measureLoad(runtime, file) });
		});
	}
	return runs.map(([first, ...others]) => {
		const of = (key: 'ms' | 'cpuMs' | 'heapBytes') =>
			median([first, ...others].map((run) => run[key]));
		return { ...first, ms: of('ms'), cpuMs: of('cpuMs'), heapBytes: of('heapBytes') };
	});
}

function measureLoad(runtime: string, file: string): Omit<Load, 'node'> {
	const library = path.join(runtime, 'package.json');
	const program = ['--expose-gc', path.join(__dirname, 'load.cjs'), file, library];
	const output = execFileSync(runtimePrograms(runtime).node, program, {
		env: { ...process.env, NODE_PATH: path.join(runtime, 'node_modules') },
		encoding: 'utf8',
	});
	return JSON.parse(output) as Omit<Load, 'node'>;
}
