import type { IDataObject } from 'n8n-workflow';

import { runNode, type EngineResult } from '../dev/engine/engine';
import { resources } from '../nodes/EvolutionApi/operations';
import { forgetReservations } from '../nodes/EvolutionApi/sending/sentCount';
import type { Simulator } from '../simulator/server';
import { newInstance, type Instance } from '../simulator/state/instance';
import { AskedPeople } from './nodes/EvolutionApi/wait/support/askedPeople';
import { FakeN8n } from './nodes/EvolutionApi/trigger/support/fakeN8n';
import { useN8n } from './nodes/EvolutionApi/trigger/support/useN8n';
import { httpRequest } from './support/httpRequest';
import { PICKERS, withGlobalKey } from './support/pickers';
import { untilQuiet } from './support/quiet';
import { findOperation, nodeParameters } from './support/run';
import { arrived, fail, forget, refusal, useSimulator } from './support/simulator';

// One n8n serves three customers: two accounts on one server, and one of the same name as the first on another. All have the
// same people, groups, labels and IDs of messages. What one has heard, sent, counted, left to a person or failed with never
// shows in another, in one process.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('./support/shortSleep')>('./support/shortSleep')
		.withShortSleep(),
);

const ANA = '5511988887777';
const BRUNO = '5511977776666';

const first = useSimulator({ key: 'key-of-the-first' });
const second = useSimulator({ key: 'key-of-the-second' });
const stage = useN8n(first);
/** Of the same process, for the other server. */
let atSecond: FakeN8n;
beforeEach(async () => void (atSecond = await FakeN8n.start(second.current)));
afterEach(async () => await atSecond.close());

interface Account {
	readonly server: { readonly current: Simulator };
	readonly instance: string;
	/** Stands in each name and text that only this account has. */
	readonly mark: string;
}

const ONE: Account = { server: first, instance: 'demo', mark: 'FIRST' };
const TWO: Account = { server: first, instance: 'shop', mark: 'SECOND' };
const THREE: Account = { server: second, instance: 'demo', mark: 'THIRD' };
const ACCOUNTS = [ONE, TWO, THREE];
const others = (account: Account) => ACCOUNTS.filter((one) => one !== account);

function phoneOf({ server, instance }: Account): Instance {
	const found = server.current.state.instances.get(instance);
	if (found === undefined) throw new Error(`There is no instance ${instance}`);
	return found;
}

beforeEach(() => {
	forgetReservations();
	const { state } = first.current;
	const shop = newInstance({ name: 'shop', integration: 'WHATSAPP-BAILEYS' }, state.config);
	const { ownerJid, contacts, groups, labels, messages } = phoneOf(ONE);
	Object.assign(shop, { state: 'open', paired: true, hasClient: true, ownerJid });
	for (const [jid, contact] of contacts) shop.contacts.set(jid, structuredClone(contact));
	for (const [jid, group] of groups) shop.groups.set(jid, structuredClone(group));
	for (const [id, label] of labels) shop.labels.set(id, structuredClone(label));
	for (const message of [...messages.newestFirst()].reverse())
		shop.messages.add(structuredClone(message));
	state.instances.set('shop', shop);
	for (const account of ACCOUNTS) markAll(account);
});

function markAll(account: Account): void {
	const { contacts, groups, labels, messages } = phoneOf(account);
	for (const contact of contacts.values()) contact.name += ` ${account.mark}`;
	for (const group of groups.values()) group.subject += ` ${account.mark}`;
	for (const label of labels.values()) label.name += ` ${account.mark}`;
	for (const message of messages.newestFirst())
		message.message = { conversation: `Something ${account.mark}` };
}

/** What the node is told of an account by the item. */
const itemOf = ({ server, instance }: Account): IDataObject => ({
	baseUrl: server.current.url,
	key: server.current.key,
	instance,
});

/** Runs an operation once, with an item for each account, so that server, key and instance come from the item. */
const run = async (
	resource: string,
	operation: string,
	values: IDataObject,
	accounts: readonly Account[] = ACCOUNTS,
	items: readonly IDataObject[] = accounts.map(() => ({})),
): Promise<EngineResult> =>
	await runNode({
		parameters: {
			authentication: 'globalKey',
			resource,
			operation,
			...nodeParameters(findOperation(resource, operation), {
				...values,
				instance: '={{ $json.instance }}',
			}),
		},
		items: accounts.map((account, index) => ({ json: { ...itemOf(account), ...items[index] } })),
		onError: 'continueRegularOutput',
		credentials: {
			evolutionGlobalKeyApi: { baseUrl: '={{ $json.baseUrl }}', apiKey: '={{ $json.key }}' },
		},
	});

/** Whom texts were sent to from the account. */
const sentBy = ({ server, instance }: Account) =>
	arrived(server.current)
		.filter(({ path, status }) => path === `/message/sendText/${instance}` && status < 300)
		.map(({ body }) => (body as IDataObject).number);

/** Somebody writes to the account, or does something else. */
async function write({ server, instance }: Account, event: IDataObject): Promise<void> {
	const { url, key } = server.current;
	const headers = { 'content-type': 'application/json', apikey: key };
	const body = JSON.stringify({ from: ANA, kind: 'text', ...event });
	await httpRequest(`${url}/_sim/instances/${instance}/receive`, 'POST', headers, body);
}

async function say(account: Account, text: string, more: IDataObject = {}): Promise<void> {
	await write(account, { text, ...more });
	await untilQuiet();
	stage.aheadMs += 1_000;
}

describe('three accounts in one run', () => {
	const READS = resources.flatMap(({ value, operations }) =>
		operations
			.filter(
				({ request, fields }) =>
					request.reads === true &&
					request.onlyOn === undefined &&
					fields.some(({ name }) => name === 'instance'),
			)
			.map((operation) => [`${value} ${operation.value}`, value, operation] as const),
	);

	it('get each its own answer to every question, in whatever order they come', async () => {
		const own: string[] = [];
		const wrong: unknown[] = [];
		for (const [name, resource, { value, example }] of READS) {
			const order = [ONE, THREE, TWO, THREE, ONE, TWO];
			const { items, error } = await run(resource, value, example as IDataObject, order);
			if (error !== undefined) throw error;
			for (const { json, pairedItem } of items) {
				const { item } = [pairedItem].flat()[0] as { item: number };
				const said = JSON.stringify(json);
				if (said.includes(order[item].mark)) own.push(name);
				if (others(order[item]).some(({ mark }) => said.includes(mark))) wrong.push([name, said]);
			}
			const asked = ACCOUNTS.map(
				({ server, instance }) =>
					arrived(server.current).filter(({ path }) => path.includes(`/${instance}`)).length,
			);
			if (new Set(asked).size > 1) wrong.push([name, asked]);
			for (const { current } of [first, second]) forget(current);
		}
		expect(wrong).toEqual([]);
		// Of these the test can tell whose answer it is.
		expect([...new Set(own)]).toEqual(
			expect.arrayContaining([
				'chat get',
				'chat getMany',
				'contact checkNumbers',
				'contact getMany',
				'contact getProfile',
				'group get',
				'group getMany',
				'group getParticipants',
				'label getMany',
				'message getMany',
			]),
		);
	});

	it.each(PICKERS.slice(1))('%s: the list of each has only its own', async (_what, picker) => {
		for (const account of [ONE, TWO, THREE, TWO, ONE]) {
			const { instance, server, mark } = account;
			const { results } = await withGlobalKey(server.current, picker, { instance });
			const said = JSON.stringify(results);
			expect(said).toContain(mark);
			for (const other of others(account)) expect(said).not.toContain(other.mark);
		}
	});
});

describe('what is counted in bulk sending', () => {
	const TEXT = 'We are open on Monday.';
	const NO_PAUSE = { rateLimit: { values: { minDelay: 0, maxDelay: 0 } } };
	const broadcast = async (bulk: IDataObject, accounts: readonly Account[], people = [ANA]) =>
		await run(
			'message',
			'sendText',
			{
				recipient: '={{ $json.to }}',
				text: TEXT,
				bulkSending: { ...NO_PAUSE, ...bulk } as IDataObject,
			},
			accounts.flatMap((account) => people.map(() => account)),
			accounts.flatMap(() => people.map((to) => ({ to }))),
		);
	const fates = ({ items }: EngineResult) =>
		items.map(({ json }) => (json.broadcast as IDataObject | undefined)?.status ?? json.error);

	it('who wants no more messages of one still gets those of the others', async () => {
		await say(TWO, 'STOP');
		const optOut = { values: { optOutKeywords: 'STOP' } };
		expect(fates(await broadcast({ optOut }, ACCOUNTS))).toEqual(['sent', 'optedOut', 'sent']);
		expect(fates(await broadcast({ optOut }, [TWO, THREE, ONE]))).toEqual([
			'optedOut',
			'sent',
			'sent',
		]);
	});

	it('what one has sent is no duplicate for the others', async () => {
		const deduplication = { values: { sentSince: '24' } };
		expect(fates(await broadcast({ deduplication }, [ONE]))).toEqual(['sent']);
		expect(fates(await broadcast({ deduplication }, [TWO, ONE, THREE]))).toEqual([
			'sent',
			'alreadySent',
			'sent',
		]);
	});

	it('the daily limit of one leaves the others theirs', async () => {
		const sent = ACCOUNTS.map(
			(account) =>
				[...phoneOf(account).messages.newestFirst()].filter(({ key }) => key.fromMe).length,
		);
		const dailyLimits = { messagesPerDay: Math.max(...sent) + 1 };
		const all = [ANA, BRUNO];
		expect(fates(await broadcast({ dailyLimits }, [ONE], all))).toEqual(['sent', 'deferred']);
		expect(fates(await broadcast({ dailyLimits }, [TWO, THREE], all))).toEqual([
			'sent',
			'deferred',
			'sent',
			'deferred',
		]);
		expect(ACCOUNTS.map((account) => sentBy(account).length)).toEqual([1, 1, 1]);
	});

	it('failures of one stop no messages of the others', async () => {
		const { status, body } = refusal('No');
		fail(first.current, { path: '/message/sendText/shop', times: 9, status, body });
		const stopConditions = { failuresInARow: 2 };
		const people = [ANA, BRUNO, '34612345678'];
		const result = await broadcast({ stopConditions }, [TWO, ONE, THREE], people);
		expect(fates(result).slice(3)).toEqual(Array.from({ length: 6 }, () => 'sent'));
		expect(sentBy(TWO)).toEqual([]);
	});

	it('the error of one names neither key nor account of another', async () => {
		phoneOf(TWO).state = 'close';
		const result = await broadcast({}, ACCOUNTS);
		expect(fates(result)).toEqual(['sent', 'unknown', 'sent']);
		const said = JSON.stringify(result.items[1].json.broadcast);
		expect(said).toContain('not connected');
		expect(said).not.toMatch(/key-of|demo/);
	});
});

describe('what a trigger remembers', () => {
	let test = 0;
	beforeEach(() => void test++);
	const NAMES = { additionalInstances: { values: { include: 'byName', names: 'demo, shop' } } };

	/** A workflow for both accounts of the first server, and one for that of the second. */
	async function activate(options: IDataObject = {}): Promise<void> {
		await stage.n8n.workflow(`both${test}`, { options: { ...NAMES, ...options } }).activate();
		await atSecond.workflow(`other${test}`, { options }).activate();
		await untilQuiet();
	}
	const started = (account: Account) =>
		(account === THREE ? atSecond : stage.n8n).started
			.map(({ json }) => json)
			.filter(({ instance }) => instance === account.instance);
	const texts = (account: Account) => started(account).map(({ text }) => text);

	it('one message of the same ID starts it once for each account that has it', async () => {
		await activate();
		const { contacts } = phoneOf(ONE);
		expect(contacts.size).toBeGreaterThan(0);
		for (const account of [...ACCOUNTS, ...ACCOUNTS]) await deliverAgain(account);
		expect(ACCOUNTS.map((account) => texts(account))).toEqual([['Hi'], ['Hi'], ['Hi']]);
	});

	async function deliverAgain({ server, instance }: Account): Promise<void> {
		const { state } = server.current;
		const phone = state.instances.get(instance);
		if (phone?.webhook == null) throw new Error('There is no webhook');
		state.emit({
			instance: phone,
			event: 'messages.upsert',
			data: {
				key: { remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false, id: '3A0102030405060708FF' },
				message: { conversation: 'Hi' },
				messageType: 'conversation',
				messageTimestamp: Math.floor(state.now() / 1000),
			},
		});
		await untilQuiet();
	}

	it('a chat that one leaves to a person is answered by the bots of the others', async () => {
		await activate({ humanTakeover: { values: { pause: 60 } } });
		stage.aheadMs += 10_000;
		await say(TWO, 'I am here', { fromMe: true });
		for (const account of ACCOUNTS) await say(account, 'Is it ready?');
		expect(ACCOUNTS.map((account) => texts(account))).toEqual([
			['Is it ready?'],
			[],
			['Is it ready?'],
		]);
	});

	it('a chat that the Loop Guard stops at one goes on at the others', async () => {
		await activate({ loopGuard: { values: { maxStarts: 5, minutes: 2 } } });
		for (let count = 0; count < 8; count++) await say(ONE, 'I did not understand');
		for (const account of others(ONE)) await say(account, 'Hello');
		expect(ACCOUNTS.map((account) => started(account).length)).toEqual([5, 1, 1]);
		expect(
			others(ONE).flatMap((account) => started(account).map(({ loopGuard }) => loopGuard)),
		).toEqual([undefined, undefined]);
	});

	it('a number that one has been told stays hidden from the others', async () => {
		await activate();
		const lid = '223456789012345@lid';
		await say(ONE, 'My number came along', { from: '5511966665555', lid });
		for (const account of ACCOUNTS) await say(account, 'Only my hidden address', { from: lid });
		expect(ACCOUNTS.map((account) => started(account).at(-1)?.phoneNumber ?? null)).toEqual([
			'5511966665555',
			null,
			null,
		]);
	});

	it('who is new to one is not new to the others', async () => {
		await activate({ firstContact: true });
		const from = '5511966665555';
		await say(ONE, 'Hello', { from });
		await say(ONE, 'Are you there?', { from });
		for (const account of others(ONE)) await say(account, 'Hello', { from });
		expect(
			ACCOUNTS.map((account) => started(account).map(({ firstContact }) => firstContact)),
		).toEqual([[true, false], [true], [true]]);
	});
});

describe('questions to one person by three accounts', () => {
	const asked = new Map<Account, AskedPeople>();
	beforeEach(async () => {
		for (const account of ACCOUNTS)
			asked.set(
				account,
				await AskedPeople.start(account.server.current, 'globalKey', account.instance),
			);
	});
	afterEach(async () => {
		for (const people of asked.values()) await people.end();
		asked.clear();
	});
	const answers = () =>
		ACCOUNTS.map((account) => asked.get(account)?.answers.map(({ text }) => text));

	it('are asked at the same time, and each gets what was answered to it', async () => {
		for (const people of asked.values()) await people.ask({ responseType: 'freeText' });
		await say(TWO, 'To the second');
		expect(answers()).toEqual([[], ['To the second'], []]);
		await say(THREE, 'To the third');
		await say(ONE, 'To the first');
		expect(answers()).toEqual([['To the first'], ['To the second'], ['To the third']]);
	});
});
