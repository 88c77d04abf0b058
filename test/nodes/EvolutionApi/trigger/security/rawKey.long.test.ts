import { bearer } from '../../../../../nodes/EvolutionApi/hub/jwt';
import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { headersOf, keyOf, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

// Servers before 2.3.0 send the key of the webhook itself, and Evolution Go has it in the address. A stranger who knows
// the address without the key tries to do the same.

const OLD = '2.2.3';
const NEW = '2.3.7';
const GO = 'Evolution Go';
const KEY_NAME = 'x-evolution-hub-key';

let count = 0;

/** @param kind a version of Evolution API, or Evolution Go */
function useVisited(kind: string) {
	const isGo = kind === GO;
	const simulator = useSimulator(isGo ? { server: 'go' } : {});
	const stage = useN8n(simulator);
	let workflow: TriggerWorkflow;

	/** The server is of this version from now on. */
	const update = (version: string) => Object.assign(simulator.current.config, { version });
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
		update,
		headers: () => headersOf(simulator.current),
		key: () => keyOf(simulator.current),
		started: () => stage.n8n.texts(workflow.name),
		get workflow() {
			return workflow;
		},
		/** How often it asks the server is remembered by its name. */
		async activate(version = kind): Promise<void> {
			if (!isGo) update(version);
			workflow = stage.n8n.workflow(`visited-${++count}`);
			await workflow.activate();
		},
		/** Somebody posts to the webhook. @param isLater long after the last one @returns the status */
		async knock(more: Record<string, string> | string[][], isLater = true): Promise<number> {
			if (isLater) stage.aheadMs += 10_000;
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

describe.each([OLD, NEW, GO])('at a server of %s nothing starts', (kind) => {
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
		['with the wrong one of two headers', () => ({ [KEY_NAME]: 'wrong', jwt_key: key() })],
		['with the global key of the server', () => ({ [KEY_NAME]: simulator.current.key })],
		['with the token of the instance', () => ({ [KEY_NAME]: 'demo-token' })],
		['with the key elsewhere', () => ({ 'x-key': key(), apikey: key(), cookie: key() })],
		['with the key as a token', () => ({ authorization: `Bearer ${key()}` })],
		['with the list of the hub', () => ({ 'x-evolution-hub': `${headers()['x-evolution-hub']}` })],
		['with a forged token', () => ({ authorization: bearer('wrong', Date.now()) })],
		['as if it were passed on', () => ({ 'x-evolution-hub-passed': '1', [KEY_NAME]: 'wrong' })],
	])('%s', async (_what, more) => {
		expect(await knock(more())).toBe(401);
		expect(started()).toEqual([]);
	});

	it('with a forged token beside the key', async () => {
		const authorization = bearer('wrong', Date.now());
		expect(await knock({ authorization, [KEY_NAME]: key() })).toBe(401);
		expect(started()).toEqual([]);
	});
});

describe('Evolution API', () => {
	const visited = useVisited(NEW);

	it.each([KEY_NAME, 'jwt_key'])(
		'the right key in %s is refused where the server signs',
		async (name) => {
			await visited.activate(NEW);
			expect(await visited.knock({ [name]: visited.key() })).toBe(401);
			expect(visited.started()).toEqual([]);
		},
	);

	it('after an update of the server the key is refused from the next look on', async () => {
		await visited.activate(OLD);
		expect(await visited.knock({ [KEY_NAME]: visited.key() })).toBe(200);
		visited.update(NEW);
		visited.workflow.tick();
		await settled(() => visited.headers()[KEY_NAME] === undefined);
		await untilQuiet();
		expect(await visited.knock({ [KEY_NAME]: visited.key() })).toBe(401);
		expect(visited.started()).toEqual(['x']);
	});
});

describe.each([OLD, GO])('at a server of %s', (kind) => {
	const { simulator, activate, knock, started } = useVisited(kind);

	it('guesses of the key ask the server once in a while, not each time', async () => {
		await activate();
		const { requests } = simulator.current.state;
		const { length } = requests.list();
		const answers = [];
		for (let guess = 0; guess < 20; guess++)
			answers.push(await knock({ [KEY_NAME]: `${guess}` }, guess === 0));
		// The webhook, and of Evolution API the version.
		expect(requests.list().length - length).toBeLessThanOrEqual(2);
		expect([...new Set(answers)].sort()).toEqual([401, 503]);
		expect(started()).toEqual([]);
	});
});
