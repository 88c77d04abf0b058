import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { version as packageVersion } from '../../package.json';
import { itemsOf } from '../../test/nodes/EvolutionApi/events/support/deliveries';
import { ALL_DELIVERIES } from '../../test/nodes/EvolutionApi/events/support/samples';
import { outputPreview, type OutputPreview } from '../generate/outputSchema';
import { previewFolder } from '../generate/previewFolder';
import { versionsOf } from '../nodeVersions';
import { promiseOf, type NodePromise } from './promise';
import { shapeOf, type Shape } from './shape';

const ROOT = path.join(__dirname, '..', '..');

/** What a release promises to workflows that are saved with it. */
export interface Release {
	/** Of the package. */
	readonly release: string;
	/** By name of the node, then by its version. */
	readonly nodes: Readonly<Record<string, Readonly<Record<string, NodePromise>>>>;
}

/** What the nodes promise as they are now. The outputs of the operations are those of `npm run generate`. */
export function currentPromises(): Release {
	const { description: action } = new EvolutionApi();
	const { description: trigger } = new EvolutionApiTrigger();
	const events = triggerShapes();
	return {
		release: packageVersion,
		nodes: {
			[action.name]: promisesOf(action, operationShapes),
			[trigger.name]: promisesOf(trigger, () => events),
		},
	};
}

const promisesOf = (
	description: INodeTypeDescription,
	outputsOf: (version: number) => Record<string, Shape>,
): Record<string, NodePromise> =>
	Object.fromEntries(
		versionsOf(description).map((version) => [
			version,
			promiseOf(description, version, outputsOf(version)),
		]),
	);

function operationShapes(version: number): Record<string, Shape> {
	const folder = path.join(ROOT, previewFolder(version));
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	const names = files.filter((file) => file.endsWith('.json')).sort();
	return Object.fromEntries(
		names.map((file) => {
			const preview = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as OutputPreview;
			return [
				file
					.split(path.sep)
					.join('/')
					.replace(/\.json$/, ''),
				shapeOf(preview),
			];
		}),
	);
}

/** By event, and for a message also by its kind. */
function triggerShapes(): Record<string, Shape> {
	const items = new Map<string, object[]>();
	for (const item of ALL_DELIVERIES.flatMap(itemsOf)) {
		const { event, kind } = item;
		const name = [event, kind].filter((part) => typeof part === 'string').join(' ');
		items.set(name, [...(items.get(name) ?? []), item]);
	}
	const names = [...items.keys()].sort();
	return Object.fromEntries(
		names.map((name) => [name, shapeOf(outputPreview(items.get(name) ?? []))]),
	);
}
