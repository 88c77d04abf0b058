import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { useSimulator } from '../../../../support/simulator';
import type { WaitState } from '../../../../../nodes/EvolutionApi/wait/state';
import { Receiver } from '../../hub/support/receiver';
import { deliverToWait } from '../../wait/support/waitingExecution';
import { ANA, keyOf, subscribe, unsubscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// The real leaveHub() would still be running when the next test begins.
jest.mock('../../../../../nodes/EvolutionApi/wait/wayBack', () => ({
	...jest.requireActual<object>('../../../../../nodes/EvolutionApi/wait/wayBack'),
	leaveHub: jest.fn(async () => await Promise.resolve()),
}));

// Tests a trigger that offers a message to several executions that wait in the same chat.

const simulator = useSimulator();
const stage = useN8n(simulator);
const CHAT = `${ANA}@s.whatsapp.net`;
const TAKEN = { body: '{"evolutionHub":"taken"}' };
let waits: Receiver[];
beforeEach(() => (waits = []));
afterEach(async () => {
	for (const wait of waits) await wait.close();
});

const headersNow = () => simulator.current.state.instances.get('demo')?.webhook?.headers ?? {};

async function ask(): Promise<void> {
	const wait = await Receiver.start();
	wait.answers = [TAKEN];
	waits.push(wait);
	await subscribe(simulator.current, wait.waitUrl, 'wait');
}

const goOn = async () => await unsubscribe(simulator.current, waits[0].waitUrl);

/** @param list the webhook's headers, which contain the subscribers */
async function deliver(id: string, list: Record<string, unknown> = headersNow()): Promise<number> {
	const { jwt_key: key, ...headers } = list as Record<string, string>;
	const { status } = await fetch(stage.n8n.all[0].url, {
		method: 'POST',
		headers: {
			...headers,
			'content-type': 'application/json',
			authorization: bearer(key, Date.now()),
		},
		body: JSON.stringify(bodyOf(id)),
	});
	return status;
}

const bodyOf = (id: string) => ({
	event: 'messages.upsert',
	instance: 'demo',
	data: {
		key: { id, fromMe: false, remoteJid: CHAT },
		message: { conversation: 'yes' },
		messageTimestamp: Math.floor(Date.now() / 1000),
	},
});

async function deliverToOwnWait(id: string): Promise<boolean> {
	const state: WaitState = {
		instance: 'demo',
		authentication: 'globalKey',
		chat: CHAT,
		messageId: 'Q',
		message: 'So?',
		question: { responseType: 'freeText', form: 'numberedList', labels: [], mark: 'own' },
		askedAt: Math.floor(Date.now() / 1000) - 5,
		askedAtHere: Math.floor(Date.now() / 1000) - 5,
	};
	const headers = { authorization: bearer(keyOf(simulator.current), Date.now()) };
	const { url: baseUrl, key: apiKey } = simulator.current;
	const waiting = {
		credential: { baseUrl, apiKey },
		sign: () => `${stage.n8n.url}/webhook-waiting/1/1?signature=s`,
		state: JSON.stringify(state),
		response: { status: 200 },
	};
	const { workflowData } = await deliverToWait(waiting, headers, bodyOf(id));
	return workflowData !== undefined;
}

const answers = () => waits.map(({ all }) => all.length);

beforeEach(async () => {
	await stage.n8n.workflow('one').activate();
	await ask();
});

it('Send and Wait: an answer delivered twice at once answers only one of two questions', async () => {
	await ask();
	await Promise.all([deliver('A'), deliver('A')]);
	expect(answers()).toEqual([1, 0]);
});

it('Send and Wait: an answer delivered again, after its execution has ended, answers no later question', async () => {
	await deliver('B');
	await goOn();
	await ask();
	const later = headersNow();
	await deliver('B', later);
	expect(answers()).toEqual([1, 0]);
	await deliver('C', later);
	expect(answers()).toEqual([1, 1]);
});

it('Send and Wait: an answer delivered again after n8n was killed answers no later question', async () => {
	await deliver('D');
	await goOn();
	await stage.n8n.crash();
	await stage.n8n.all[0].activate('init');
	await ask();
	await deliver('D');
	expect(answers()).toEqual([1, 0]);
});

describe('Send and Wait: a message that the server delivers directly to the execution, since no trigger is active at that moment,', () => {
	it('answers no other execution when a trigger forwards it later', async () => {
		expect(await deliverToOwnWait('E')).toBe(true);
		await deliver('E');
		expect(answers()).toEqual([0]);
	});

	it('starts no workflow when a trigger gets it after the execution has ended', async () => {
		expect(await deliverToOwnWait('H')).toBe(true);
		await goOn();
		await deliver('H');
		await deliver('I');
		expect(stage.n8n.started.map(({ json }) => json.messageId)).toEqual(['I']);
	});

	it('is no answer if another execution got it from a trigger before', async () => {
		await deliver('F');
		expect(answers()).toEqual([1]);
		expect(await deliverToOwnWait('F')).toBe(false);
		expect(await deliverToOwnWait('G')).toBe(true);
	});
});
