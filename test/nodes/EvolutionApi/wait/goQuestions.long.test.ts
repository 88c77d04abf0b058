import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { splitAddress } from '../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { readHub } from '../../../../nodes/EvolutionApi/hub/changes';
import { goOf } from '../../../../simulator/go/state/goInstance';
import { httpRequest } from '../../../support/httpRequest';
import { demoOf, arrived, fail } from '../../../support/simulator';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { talkGo } from '../server/evolutionGo/support/goHub';
import { FakeN8n } from '../trigger/support/fakeN8n';
import { ANA, settled } from '../trigger/support/happenings';
import { AskedPeople } from './support/askedPeople';
import { INSTANCE_ID } from './support/waitingExecution';

// Tests Send and Wait for Response on Evolution Go, from the question to the answer.

const BRUNO = '5511977776666';
const LID = '987654321098765@lid';
const CHOICES = { responseType: 'choice', choices: 'Yes || sim\nNo' };
const POLL = { ...CHOICES, showChoicesAs: 'poll' };

const simulator = useGoSimulator('0.7.2');
let people: AskedPeople;
let n8n: FakeN8n;

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [20, 20, 20, 20], timeoutMs: 30_000 };
	people = await AskedPeople.start(simulator.current, 'evolutionGo');
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => {
	await n8n.close();
	await people.end();
});

const row = () => goOf(demoOf(simulator.current)).row;
const owner = () => splitAddress(row().webhook).url;
const waits = async () =>
	(await readHub(talkGo(simulator.current))).subscribers.filter(({ kind }) => kind === 'wait');
const asked = () =>
	arrived(simulator.current)
		.filter(({ path }) => path.startsWith('/send/'))
		.map(({ path, body }) => ({ path, body: body as IDataObject }));
const answered = async () => await settled(() => people.answers.length > 0);

async function activate(parameters: IDataObject = {}): Promise<void> {
	await n8n.workflow('bot', parameters).activate();
}

const run = async (values: IDataObject) =>
	await runInGo(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: ANA, message: 'So?', ...values },
	});

describe('Send and Wait on Evolution Go fails at once', () => {
	it('with Delivery Receipt, sending nothing, because the server keeps no messages', async () => {
		const options = { deliveryReceipt: { values: { waitUntil: 'delivered' } } };
		const { error } = await run({ options });
		expect(error?.message).toContain('does not work with Evolution Go, which keeps no messages');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('if another application has the webhook, sending nothing and leaving that webhook unchanged', async () => {
		row().webhook = 'https://crm.example/hook?a=b';
		row().events = 'MESSAGE,CALL';
		const { error } = await run({});
		expect(error?.message).toContain('a published workflow with the Evolution API Trigger');
		expect(asked()).toEqual([]);
		expect(row()).toMatchObject({
			webhook: 'https://crm.example/hook?a=b',
			events: 'MESSAGE,CALL',
		});
	});

	it('if another question is open and no workflow is active, and does not send the new one', async () => {
		await people.ask({});
		const { error } = await run({ recipient: BRUNO });
		expect(error?.message).toContain('is still waiting for an answer');
		expect(asked()).toHaveLength(1);
		expect(await waits()).toHaveLength(1);
	});

	it('if the server refuses the question, and removes its entry from the list behind the webhook', async () => {
		fail(simulator.current, { path: '/send/text', status: 500, body: { error: 'broken' } });
		const { error } = await run({});
		expect(error?.message).toContain('broken');
		expect(await waits()).toEqual([]);
	});
});

describe.each([
	['no workflow is active', false],
	['a workflow is active', true],
])('Send and Wait on Evolution Go, where %s: the execution continues', (_where, isActive) => {
	beforeEach(async () => {
		if (isActive) await activate();
	});

	it('with the answer, only once, and is then removed from the list behind the webhook', async () => {
		await people.ask({});
		expect(await waits()).toHaveLength(1);
		expect(asked().map(({ body }) => body.text)).toEqual(['So?\n\n1. Yes\n2. No']);
		await people.happens({ from: BRUNO, text: 'not me' });
		await people.happens({ text: 'yes' });
		await answered();
		expect(people.answers).toMatchObject([
			{ approved: true, choice: 'Yes', text: 'yes', timedOut: false, message: { kind: 'text' } },
		]);
		await settled(async () => (await waits()).length === 0);
		expect(await waits()).toEqual([]);
		expect(row().webhook !== 'disabled').toBe(isActive);
		const texts = n8n.started.map(({ json }) => json.text);
		expect(texts).toEqual(isActive ? ['not me'] : []);
	});

	it('with the answer of a person who was asked by LID', async () => {
		await people.ask({ recipient: LID });
		await people.happens({ text: 'yes', lid: LID });
		await answered();
		expect(people.answers).toMatchObject([{ approved: true }]);
	});

	it('with a vote, which is encrypted, once the server has decrypted it', async () => {
		const id = await people.ask(POLL);
		await people.happens({ kind: 'pollVote', targetId: id, options: ['No'] });
		await answered();
		expect(people.answers).toMatchObject([
			{ choice: 'No', timedOut: false, message: { kind: 'pollVote', selectedOptions: ['No'] } },
		]);
	});

	it('but not with a vote that was taken back, nor with one in another poll', async () => {
		const id = await people.ask(POLL);
		await people.happens({ kind: 'pollVote', targetId: id, options: [] });
		const other = await runInGo(simulator.current, {
			resource: 'message',
			operation: 'sendPoll',
			values: { recipient: ANA, question: 'Else?', pollOptions: 'Yes\nNo', selectableCount: 1 },
		});
		const targetId = String(other.items[0]?.json.messageId);
		await people.happens({ kind: 'pollVote', targetId, options: ['Yes'] });
		expect(people.answers).toEqual([]);
		await people.happens({ kind: 'pollVote', targetId: id, options: ['Yes'] });
		await answered();
		expect(people.answers).toMatchObject([{ choice: 'Yes' }]);
	});

	it('with a vote that could not be decrypted until the server delivered it again', async () => {
		const id = await people.ask(POLL);
		fail(simulator.current, { path: '/polls/', times: 5, status: 404, body: { error: 'none' } });
		await people.happens({ kind: 'pollVote', targetId: id, options: ['Yes'] });
		await answered();
		expect(people.answers).toMatchObject([{ choice: 'Yes' }]);
	});

	it.each(['buttons', 'list'])(
		'with the number of a choice if Ask With is "%s", which becomes a numbered list',
		async (showChoicesAs) => {
			await people.ask(
				{ ...CHOICES, showChoicesAs, message: 'So?\nTell us' },
				{ messageLayout: { values: { footer: 'Thanks' } } },
			);
			expect(asked()).toMatchObject([
				{ path: '/send/text', body: { text: 'So?\nTell us\n\n1. Yes\n2. No\n\nThanks' } },
			]);
			await people.happens({ text: '2' });
			await answered();
			expect(people.answers).toMatchObject([{ choice: 'No' }]);
		},
	);

	it('after n8n was killed and started again', async () => {
		await people.ask(CHOICES);
		await n8n.crash();
		await people.restart();
		for (const workflow of n8n.all) await workflow.activate('init');
		await people.happens({ text: 'sim' });
		await answered();
		expect(people.answers).toMatchObject([{ choice: 'Yes', text: 'sim' }]);
	});
});

it('Send and Wait on Evolution Go: the answer switches the webhook off, also on a server that ignores an empty webhook address', async () => {
	simulator.current.config.go.partialSettings = true;
	await people.ask({});
	expect(await waits()).toHaveLength(1);
	await people.happens({ text: 'yes' });
	await answered();
	await settled(() => row().webhook === 'disabled');
	expect(row().webhook).toBe('disabled');
	expect(await waits()).toEqual([]);
});

it('Send and Wait on Evolution Go: an approval page needs no webhook of the instance', async () => {
	await people.ask({ showChoicesAs: 'page' });
	expect(row().webhook).toBe('');
	expect(asked()).toMatchObject([{ path: '/send/text' }]);
	expect(String(asked()[0]?.body.text)).toContain(people.address);
});

it('Send and Wait on Evolution Go: the message ID of the question is chosen before it is sent', async () => {
	const id = await people.ask({});
	expect(asked()[0]?.body.id).toBe(id);
});

it('Send and Wait on Evolution Go: both waiting executions get their answers after the last active workflow is deactivated', async () => {
	await activate();
	await people.ask({ message: 'First?' });
	const second = await AskedPeople.start(simulator.current, 'evolutionGo');
	await second.ask({ recipient: BRUNO, message: 'Second?' });
	await n8n.all[0]?.deactivate();
	await people.happens({ from: BRUNO, text: 'No' });
	await people.happens({ text: 'Yes' });
	await settled(() => second.answers.length > 0 && people.answers.length > 0);
	expect(second.answers).toMatchObject([{ approved: false }]);
	expect(people.answers).toMatchObject([{ approved: true }]);
	await settled(() => row().webhook === 'disabled');
	expect(row().webhook).toBe('disabled');
	await second.end();
});

describe('Send and Wait on Evolution Go with the token of the instance alone', () => {
	const instance = { __rl: true, mode: 'list', value: '' };

	beforeEach(() => {
		const credential = { baseUrl: simulator.current.url, instanceToken: 'demo-token' };
		people.credential = credential;
		n8n.credential = credential;
		n8n.instanceId = INSTANCE_ID;
	});

	it('gets the answer, also a vote, and also after n8n was killed, where a workflow is active', async () => {
		await activate({ instance });
		await people.ask({});
		await people.happens({ text: 'yes' });
		await answered();
		const id = await people.ask(POLL);
		await people.happens({ kind: 'pollVote', targetId: id, options: ['No'] });
		await settled(() => people.answers.length > 1);
		await people.ask({});
		await n8n.crash();
		await people.restart();
		for (const workflow of n8n.all) await workflow.activate('init');
		await people.happens({ text: 'no' });
		await settled(() => people.answers.length > 2);
		const [first, vote, last] = people.answers;
		expect([first, vote, last]).toMatchObject([
			{ approved: true },
			{ choice: 'No' },
			{ approved: false },
		]);
		expect(n8n.started).toEqual([]);
	});

	it('needs no webhook for the approval page', async () => {
		await people.ask({ showChoicesAs: 'page' });
		expect(row().webhook).toBe('');
	});
});

describe('Send and Wait on Evolution Go: a webhook of another application', () => {
	it('is replaced while a workflow is active and an execution waits, and restored when both have ended', async () => {
		row().webhook = 'http://127.0.0.1:9/hook';
		row().events = 'MESSAGE,CALL';
		await activate();
		await people.ask({});
		expect(owner()).not.toContain('/hook');
		await people.happens({ text: 'yes' });
		await answered();
		await n8n.all[0]?.deactivate();
		expect(row()).toMatchObject({ webhook: 'http://127.0.0.1:9/hook', events: 'MESSAGE,CALL' });
	});
});

describe('Send and Wait on Evolution Go: a forged delivery', () => {
	const forged = (instanceToken?: string): IDataObject => ({
		event: 'Message',
		instanceName: 'demo',
		...(instanceToken === undefined ? {} : { instanceToken }),
		data: {
			Info: {
				ID: 'FORGED',
				Chat: `${ANA}@s.whatsapp.net`,
				Sender: `${ANA}@s.whatsapp.net`,
				IsFromMe: false,
				Timestamp: new Date().toISOString(),
			},
			Message: { conversation: 'yes' },
		},
	});
	const post = async (address: string, body: IDataObject, headers = {}) => {
		const all = { 'content-type': 'application/json', ...headers };
		return (await httpRequest(address, 'POST', all, JSON.stringify(body))).status;
	};

	it.each([
		['without a token', undefined],
		['with another token', 'wrong'],
		['with an empty token', ''],
	])('%s is refused with 401 and does not answer the question', async (_how, token) => {
		await people.ask({});
		expect(await post(owner().split('#')[0] ?? '', forged(token))).toBe(401);
		expect(people.answers).toEqual([]);
	});

	it('passed on with an invalid signature is refused with 401 and does not answer the question', async () => {
		await people.ask({});
		const headers = { authorization: 'Bearer a.b.c', 'x-evolution-hub-passed': '1' };
		expect(await post(owner().split('#')[0] ?? '', forged('demo-token'), headers)).toBe(401);
		expect(people.answers).toEqual([]);
	});
});

it('Send and Wait on Evolution Go: what n8n stores of the question has no key and no token', async () => {
	await people.ask({});
	const stored = String(people.state);
	for (const secret of [simulator.current.key, 'demo-token']) expect(stored).not.toContain(secret);
	const { jwt_key: key } = splitAddress(row().webhook).headers;
	expect(stored).not.toContain(key);
});
