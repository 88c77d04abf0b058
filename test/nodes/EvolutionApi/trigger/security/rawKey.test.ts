import { bearer } from '../../../../../nodes/EvolutionApi/hub/jwt';
import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

// Servers before 2.3.0 send the key of the webhook itself. A stranger who knows the address tries to do the same.

const OLD = '2.2.3';
const NEW = '2.3.7';
const KEY_NAME = 'x-evolution-hub-key';

const simulator = useSimulator();
const stage = useN8n(simulator);

let workflow: TriggerWorkflow;
let count = 0;

/** The server is of this version from now on. */
const update = (version: string) => Object.assign(simulator.current.config, { version });
const headers = () => simulator.current.state.instances.get('demo')?.webhook?.headers ?? {};
const key = () => String(headers().jwt_key);
const started = () => stage.n8n.texts(workflow.name);

/** At a server of this version. How often it asks the server is remembered by its name. */
async function activate(version: string): Promise<void> {
	update(version);
	workflow = stage.n8n.workflow(`visited-${++count}`);
	await workflow.activate();
}

/** Somebody posts to the webhook, long after the last one. @returns the status */
async function knock(more: Record<string, string> | string[][]): Promise<number> {
	stage.aheadMs += 10_000;
	const body = JSON.stringify({
		event: 'messages.upsert',
		instance: 'demo',
		data: {
			key: { id: `FORGED${++count}`, remoteJid: '1@s.whatsapp.net' },
			message: { conversation: 'x' },
		},
	});
	const sent = new Headers(more as Record<string, string>);
	sent.set('content-type', 'application/json');
	return (await fetch(workflow.url, { method: 'POST', headers: sent, body })).status;
}

describe.each([OLD, NEW])('at a server of %s nothing starts', (version) => {
	beforeEach(async () => await activate(version));

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

it.each([KEY_NAME, 'jwt_key'])(
	'the right key in %s is refused where the server signs',
	async (name) => {
		await activate(NEW);
		expect(await knock({ [name]: key() })).toBe(401);
		expect(started()).toEqual([]);
	},
);

it('after an update of the server the key is refused from the next look on', async () => {
	await activate(OLD);
	expect(await knock({ [KEY_NAME]: key() })).toBe(200);
	update(NEW);
	workflow.tick();
	await settled(() => headers()[KEY_NAME] === undefined);
	await untilQuiet();
	expect(await knock({ [KEY_NAME]: key() })).toBe(401);
	expect(started()).toEqual(['x']);
});

it('guesses of the key ask the server once in a while, not each time', async () => {
	await activate(OLD);
	const { requests } = simulator.current.state;
	const { length } = requests.list();
	const answers = [];
	for (let guess = 0; guess < 20; guess++) {
		answers.push(await knock({ [KEY_NAME]: `${guess}` }));
		stage.aheadMs -= 10_000;
	}
	// The webhook and the version.
	expect(requests.list().length - length).toBeLessThanOrEqual(2);
	expect([...new Set(answers)].sort()).toEqual([401, 503]);
	expect(started()).toEqual([]);
});
