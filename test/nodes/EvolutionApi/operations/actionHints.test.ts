import type { IDataObject } from 'n8n-workflow';

import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { resources } from '../../../../nodes/EvolutionApi/operations';
import { actionHints } from '../../../../nodes/EvolutionApi/operations/actionHints';
import { triggerHints } from '../../../../nodes/EvolutionApi/trigger/settings/triggerFields';
import { startSimulator } from '../../../../simulator/server';
import { runOperation } from '../../../support/run';
import { exampleRun } from '../../../support/scenarios';

/** Keys that sound secret, but aren't: Pusher's key is public, and a message's key is its ID. */
const NO_SECRETS = ['key'];
/** Keys of items that AI Agent and its memory read. They aren't fields of our node. */
const OF_ITEMS = ['chatInput', 'sessionId'];

const { sensitiveOutputFields } = actionHints;

describe.each([
	['action', actionHints],
	['trigger', triggerHints],
])('the AI builder hints of the %s', (_node, { builderHint }) => {
	const texts = [
		builderHint.searchHint,
		...builderHint.extraTypeDefContent.map(({ content }) => content),
	];

	it('name only operations, fields and values that exist', () => {
		const known = JSON.stringify([
			new EvolutionApi().description,
			new EvolutionApiTrigger().description,
		]);
		const named = texts.join(' ').match(/\b[a-z]+[A-Z]\w*/g) ?? [];
		expect(named.length).toBeGreaterThan(5);
		const strange = named.filter((name) => !known.includes(`"${name}"`));
		expect([...new Set(strange)].filter((name) => !OF_ITEMS.includes(name))).toEqual([]);
	});

	it('have fewer than 3,000 characters in total; the search hint has fewer than 400, and no line break', () => {
		expect(builderHint.searchHint).not.toContain('\n');
		expect(builderHint.searchHint.length).toBeLessThan(400);
		expect(texts.join('').length).toBeLessThan(3000);
	});
});

describe('sensitiveOutputFields, by which n8n redacts outputs,', () => {
	const withSecrets = resources.flatMap(({ value, operations }) =>
		operations
			.filter(({ secrets }) => secrets !== undefined)
			.map((operation) => ({ resource: value, operation })),
	);

	const pathsTo = (keys: readonly string[], value: unknown, path = ''): string[] => {
		if (Array.isArray(value)) return value.flatMap((one) => pathsTo(keys, one, `${path}[*]`));
		if (typeof value !== 'object' || value === null) return [];
		return Object.entries(value).flatMap(([name, inner]) => {
			const own = path === '' ? name : `${path}.${name}`;
			return keys.includes(name) ? [own] : pathsTo(keys, inner, own);
		});
	};

	it('has an entry for each secret field that an operation leaves out by default', () => {
		const ends = sensitiveOutputFields.map((path) => path.split('.').at(-1));
		const missing = withSecrets.flatMap(({ operation }) =>
			(operation.secrets?.keys ?? []).filter((key) => !ends.includes(key)),
		);
		expect([...new Set(missing)].filter((key) => !NO_SECRETS.includes(key))).toEqual([]);
	});

	it('has the full path of each secret field that an operation outputs on request', async () => {
		const found: string[] = [];
		for (const { resource, operation } of withSecrets) {
			const keys = (operation.secrets?.keys ?? []).filter((key) => !NO_SECRETS.includes(key));
			for (const simplify of [true, false]) {
				const simulator = await startSimulator({ port: 0, seed: true, quiet: true });
				try {
					const run = exampleRun(simulator, [resource, operation.value, operation.example]);
					const options = Object(run.values?.options) as IDataObject;
					const asked = { includeSecrets: true, includeApiKey: true, includeApiKeys: true };
					const values = { ...run.values, simplify, options: { ...options, ...asked } };
					const { items } = await runOperation(simulator, { ...run, values });
					for (const { json } of items) found.push(...pathsTo(keys, json));
				} finally {
					await simulator.close();
				}
			}
		}
		expect(new Set(found).size).toBeGreaterThan(5);
		expect([...new Set(found)].filter((path) => !sensitiveOutputFields.includes(path))).toEqual([]);
	}, 60_000);
});
