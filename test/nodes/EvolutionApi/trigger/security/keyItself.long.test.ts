import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { useSimulator } from '../../../../support/simulator';
import { headersOf, keyOf } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests forged deliveries, for example with a wrong key, or with the key in the wrong header. Evolution API signs its
// deliveries with the key. Evolution Go sends the key as a query parameter.

const API = 'Evolution API';
const GO = 'Evolution Go';
const KEY_NAME = 'jwt_key';

let count = 0;

function useVisited(kind: string) {
	const isGo = kind === GO;
	const simulator = useSimulator(isGo ? { server: 'go' } : {});
	const stage = useN8n(simulator);
	let workflow: TriggerWorkflow;

	const bodyOf = (id: string) =>
		isGo
			? {
					event: 'Message',
					instanceName: 'demo',
					instanceToken: 'demo-token',
					data: { Info: { ID: id, Chat: '1@s.whatsapp.net' }, Message: { conversation: 'x' } },
				}
			: {
					event: 'messages.upsert',
					instance: 'demo',
					data: {
						key: { id, remoteJid: '1@s.whatsapp.net' },
						message: { conversation: 'x' },
					},
				};
	return {
		simulator,
		headers: () => headersOf(simulator.current),
		key: () => keyOf(simulator.current),
		started: () => stage.n8n.texts(workflow.name),
		get workflow() {
			return workflow;
		},
		/** Activates a new workflow, whose trigger hasn't asked the server for the webhook's key yet. */
		async activate(): Promise<void> {
			workflow = stage.n8n.workflow(`visited-${++count}`);
			await workflow.activate();
		},
		/** Posts to the webhook like a stranger, long after the last call. */
		async knock(more: Record<string, string> | string[][]): Promise<number> {
			stage.aheadMs += 10_000;
			const given = Array.isArray(more) ? more : Object.entries(more);
			const url = new URL(workflow.url);
			if (isGo) for (const [name, value] of given) url.searchParams.append(`header.${name}`, value);
			const sent = new Headers(given as Array<[string, string]>);
			sent.set('content-type', 'application/json');
			const body = JSON.stringify(bodyOf(`FORGED${++count}`));
			return (await fetch(url, { method: 'POST', headers: sent, body })).status;
		},
	};
}

describe.each([API, GO])('forged deliveries: on %s the workflow does not start', (kind) => {
	const visited = useVisited(kind);
	const { simulator, headers, key, knock, started } = visited;
	beforeEach(async () => await visited.activate());

	it.each<[string, () => Record<string, string> | string[][]]>([
		['without a key', () => ({})],
		['with an empty key', () => ({ [KEY_NAME]: '' })],
		['with a wrong key', () => ({ [KEY_NAME]: 'wrong' })],
		['with a key of the right length', () => ({ [KEY_NAME]: 'A'.repeat(key().length) })],
		['with the start of the key', () => ({ [KEY_NAME]: key().slice(0, -1) })],
		['with more than the key', () => ({ [KEY_NAME]: `${key()}A` })],
		[
			'with two keys',
			() => [
				[KEY_NAME, 'wrong'],
				[KEY_NAME, key()],
			],
		],
		[
			'with the key twice',
			() => [
				[KEY_NAME, key()],
				[KEY_NAME, key()],
			],
		],
		['with the global key of the server', () => ({ [KEY_NAME]: simulator.current.key })],
		['with the token of the instance', () => ({ [KEY_NAME]: 'demo-token' })],
		['with the key in other headers', () => ({ 'x-key': key(), apikey: key(), cookie: key() })],
		['with the key as a Bearer token', () => ({ authorization: `Bearer ${key()}` })],
		[
			'with the list of listening workflows, but no key',
			() => ({ 'x-evolution-hub': `${headers()['x-evolution-hub']}` }),
		],
		['with a forged token', () => ({ authorization: bearer('wrong', Date.now()) })],
		[
			'with a wrong key, marked as forwarded by another workflow',
			() => ({ 'x-evolution-hub-passed': '1', [KEY_NAME]: 'wrong' }),
		],
	])('%s', async (_what, more) => {
		expect(await knock(more())).toBe(401);
		expect(started()).toEqual([]);
	});

	it('with a forged token next to the key', async () => {
		const authorization = bearer('wrong', Date.now());
		expect(await knock({ authorization, [KEY_NAME]: key() })).toBe(401);
		expect(started()).toEqual([]);
	});
});

describe(API, () => {
	const visited = useVisited(API);

	it('forged deliveries: the right key itself in place of a signature is refused', async () => {
		await visited.activate();
		expect(await visited.knock({ [KEY_NAME]: visited.key() })).toBe(401);
		expect(visited.started()).toEqual([]);
	});
});
