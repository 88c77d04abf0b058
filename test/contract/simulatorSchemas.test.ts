/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasShared, SHARED } from '../simulator/support/replay';
import { findRoute } from '../simulator/support/findRoute';
import { describeCaptured } from '../support/contract';

const GROUPS = [
	...['webhook', 'settings', 'proxy', 'chatwoot', 'template', 'business', 'call', 's3'],
	...['kafka', 'nats', 'pusher', 'rabbitmq', 'sqs', 'websocket'],
	...['dify', 'evoai', 'evolutionBot', 'flowise', 'n8n', 'openai', 'typebot'],
];

interface Operation {
	method: string;
	path: string;
	requestSchema: Record<string, unknown> | null;
	firstSeenInCheckedTags: string;
}

/** The one `$ref` that the captured schemas have is written out, and the order of keys does not matter. */
function plain(schema: Record<string, unknown> | null): unknown {
	if (!schema) return undefined;
	const { $defs, ...rest } = schema as { $defs?: { event: unknown } };
	const text = JSON.stringify(rest, (_key, value: unknown) =>
		JSON.stringify(value) === '{"$ref":"#/$defs/event"}' ? $defs?.event : value,
	);
	return JSON.parse(text);
}

describeCaptured('the simulator checks requests with the schemas of the real server', () => {
	const operations = (hasShared ? GROUPS : []).flatMap((group) => {
		const text = readFileSync(join(SHARED, 'contract', `${group}.json`), 'utf8');
		return JSON.parse(text) as Operation[];
	});
	const cases = operations.map((operation): [string, Operation] => [
		`${operation.method} ${operation.path}`,
		operation,
	]);

	it.each(cases)('%s', (_title, { method, path, requestSchema, firstSeenInCheckedTags }) => {
		const route = findRoute(method, path);
		const since = firstSeenInCheckedTags.replace(/^(pre-)?2\.2\.0$/, '');
		expect({ path: route && path, since: route?.since ?? '' }).toEqual({ path, since });
		// These check inside, because their errors have a shape of their own.
		if (path.startsWith('/template/')) expect(route?.schema).toBeUndefined();
		else expect(route?.schema).toEqual(plain(requestSchema));
	});
});
