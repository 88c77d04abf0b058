import type { IDataObject } from 'n8n-workflow';

import { findOperation, nodeParameters } from '../../dev/engine/savedParameters';
import { resources } from '../../nodes/EvolutionApi/operations';
import type { Simulator } from '../../simulator/server';
import { newInstance, type Instance } from '../../simulator/state/instance';
import { httpRequest } from './httpRequest';
import { arrived, fail, forget, refusal } from './simulator';

// Tests that one n8n keeps three customers apart: two accounts on one server, and an account on another server whose instance has
// the same name as the first one's. All have the same people, groups, labels and message IDs. No account may get another one's data
// (messages, counts, pauses, failures), neither in one n8n process, nor if n8n runs as several processes.

const ANA = '5511988887777';
const BRUNO = '5511977776666';

/** How long a person waits before an action, in ms. A faster message may count as an automatic greeting of the WhatsApp Business app. */
const PERSON_MS = 4_100;

type Server = { readonly current: Simulator };

export interface Account {
	readonly server: Server;
	readonly instance: string;
	/** Occurs in each name and text of this account, and of no other. */
	readonly mark: string;
}

interface Serving {
	/** Runs the node once with all items. Each item uses its own key, see {@link KEY_OF_ITEM}. Throws if the run fails. */
	run(
		parameters: IDataObject,
		items: readonly IDataObject[],
	): Promise<ReadonlyArray<{ readonly json: IDataObject; readonly pairedItem?: unknown }>>;
	activate(ofBoth: IDataObject, ofOther: IDataObject): Promise<void>;
	/** Returns the items that started a workflow of this account, oldest first. */
	started(account: Account): readonly IDataObject[];
	pass(ms: number): Promise<void>;
	settled(): Promise<void>;
	ask(account: Account, number: string): Promise<void>;
	/** Returns an empty list while the execution waits. */
	answers(account: Account): Promise<readonly unknown[]>;
}

export const KEY_OF_ITEM = { baseUrl: '={{ $json.baseUrl }}', apiKey: '={{ $json.key }}' };

export const threeAccounts = (first: Server, second: Server): readonly Account[] => [
	{ server: first, instance: 'demo', mark: 'FIRST' },
	{ server: first, instance: 'shop', mark: 'SECOND' },
	{ server: second, instance: 'demo', mark: 'THIRD' },
];

function phoneOf({ server, instance }: Account): Instance {
	const found = server.current.state.instances.get(instance);
	if (found === undefined) throw new Error(`There is no instance ${instance}`);
	return found;
}

function furnish(accounts: readonly Account[]): void {
	const [one, two] = accounts;
	const { state } = one.server.current;
	const shop = newInstance({ name: two.instance, integration: 'WHATSAPP-BAILEYS' }, state.config);
	const { ownerJid, contacts, groups, labels, messages } = phoneOf(one);
	Object.assign(shop, { state: 'open', paired: true, hasClient: true, ownerJid });
	for (const [jid, contact] of contacts) shop.contacts.set(jid, structuredClone(contact));
	for (const [jid, group] of groups) shop.groups.set(jid, structuredClone(group));
	for (const [id, label] of labels) shop.labels.set(id, structuredClone(label));
	for (const message of [...messages.newestFirst()].reverse())
		shop.messages.add(structuredClone(message));
	state.instances.set(shop.name, shop);
	for (const account of accounts) {
		const phone = phoneOf(account);
		for (const contact of phone.contacts.values()) contact.name += ` ${account.mark}`;
		for (const group of phone.groups.values()) group.subject += ` ${account.mark}`;
		for (const label of phone.labels.values()) label.name += ` ${account.mark}`;
		for (const message of phone.messages.newestFirst())
			message.message = { conversation: `Something ${account.mark}` };
	}
}

const itemOf = ({ server, instance }: Account): IDataObject => ({
	baseUrl: server.current.url,
	key: server.current.key,
	instance,
});

/** Before each test, n8n and the servers are started again. */
export function keepsThemApart(accounts: readonly Account[], n8n: Serving): void {
	const [ONE, TWO, THREE] = accounts;
	const others = (account: Account) => accounts.filter((one) => one !== account);

	beforeEach(() => furnish(accounts));

	/** The server, the key and the instance come from the item. */
	const run = async (
		resource: string,
		operation: string,
		values: IDataObject,
		each: readonly Account[] = accounts,
		items: readonly IDataObject[] = each.map(() => ({})),
	) =>
		await n8n.run(
			{
				authentication: 'globalKey',
				resource,
				operation,
				...nodeParameters(findOperation(resource, operation), {
					...values,
					instance: '={{ $json.instance }}',
				}),
			},
			each.map((account, index) => ({ ...itemOf(account), ...items[index] })),
		);

	const sentBy = ({ server, instance }: Account) =>
		arrived(server.current)
			.filter(({ path, status }) => path === `/message/sendText/${instance}` && status < 300)
			.map(({ body }) => (body as IDataObject).number);

	async function say(account: Account, text: string, more: IDataObject = {}): Promise<void> {
		const { url, key } = account.server.current;
		const headers = { 'content-type': 'application/json', apikey: key };
		const body = JSON.stringify({ from: ANA, kind: 'text', text, ...more });
		const route = `${url}/_sim/instances/${account.instance}/receive`;
		await httpRequest(route, 'POST', headers, body);
		await n8n.settled();
		await n8n.pass(1_000);
	}

	it('three accounts in one run get each its own answer to every question, in whatever order they come', async () => {
		const reads = resources.flatMap(({ value, operations }) =>
			operations
				.filter(
					({ request, fields }) =>
						request.reads === true &&
						request.onlyOn === undefined &&
						fields.some(({ name }) => name === 'instance'),
				)
				.map((operation) => [`${value} ${operation.value}`, value, operation] as const),
		);
		const own: string[] = [];
		const wrong: unknown[] = [];
		for (const [name, resource, { value, example }] of reads) {
			const order = [ONE, THREE, TWO, THREE, ONE, TWO];
			const items = await run(resource, value, example as IDataObject, order);
			for (const { json, pairedItem } of items) {
				const { item } = [pairedItem].flat()[0] as { item: number };
				const text = JSON.stringify(json);
				if (text.includes(order[item].mark)) own.push(name);
				if (others(order[item]).some(({ mark }) => text.includes(mark))) wrong.push([name, text]);
			}
			const requests = accounts.map(
				({ server, instance }) =>
					arrived(server.current).filter(({ path }) => path.includes(`/${instance}`)).length,
			);
			if (new Set(requests).size > 1) wrong.push([name, requests]);
			for (const { current } of [ONE.server, THREE.server]) forget(current);
		}
		expect(wrong).toEqual([]);
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

	describe('what is counted in bulk sending', () => {
		const TEXT = 'We are open on Monday.';
		const NO_PAUSE = { rateLimit: { values: { minDelay: 0, maxDelay: 0 } } };
		const broadcast = async (bulk: IDataObject, each: readonly Account[], people = [ANA]) =>
			await run(
				'message',
				'sendText',
				{
					recipient: '={{ $json.to }}',
					text: TEXT,
					bulkSending: { ...NO_PAUSE, ...bulk } as IDataObject,
				},
				each.flatMap((account) => people.map(() => account)),
				each.flatMap(() => people.map((to) => ({ to }))),
			);
		const fates = (items: Awaited<ReturnType<typeof broadcast>>) =>
			items.map(({ json }) => (json.broadcast as IDataObject | undefined)?.status ?? json.error);

		it('who wants no more messages of one still gets those of the others', async () => {
			await say(TWO, 'STOP');
			const optOut = { values: { optOutKeywords: 'STOP' } };
			expect(fates(await broadcast({ optOut }, accounts))).toEqual(['sent', 'optedOut', 'sent']);
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
			const sent = accounts.map(
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
			expect(accounts.map((account) => sentBy(account).length)).toEqual([1, 1, 1]);
		});

		it('failures of one stop no messages of the others', async () => {
			const { status, body } = refusal('No');
			fail(TWO.server.current, { path: '/message/sendText/shop', times: 9, status, body });
			const stopConditions = { failuresInARow: 2 };
			const people = [ANA, BRUNO, '34612345678'];
			const result = await broadcast({ stopConditions }, [TWO, ONE, THREE], people);
			expect(fates(result).slice(3)).toEqual(Array.from({ length: 6 }, () => 'sent'));
			expect(sentBy(TWO)).toEqual([]);
		});

		it('the error of one names neither key nor account of another', async () => {
			phoneOf(TWO).state = 'close';
			const items = await broadcast({}, accounts);
			expect(fates(items)).toEqual(['sent', 'unknown', 'sent']);
			const text = JSON.stringify(items[1].json.broadcast);
			expect(text).toContain('not connected');
			expect(text).not.toContain('demo');
			for (const { server } of accounts) expect(text).not.toContain(server.current.key);
		});
	});

	describe('what a trigger remembers', () => {
		const BY_NAME = { values: { include: 'byName', names: 'demo, shop' } };
		const activate = async (options: IDataObject = {}) => {
			await n8n.activate({ options: { additionalInstances: BY_NAME, ...options } }, { options });
			await n8n.settled();
		};
		const texts = (account: Account) => n8n.started(account).map(({ text }) => text);

		it('one message of the same ID starts it once for each account that has it', async () => {
			await activate();
			for (const account of [...accounts, ...accounts]) {
				const { state } = account.server.current;
				state.emit({
					instance: phoneOf(account),
					event: 'messages.upsert',
					data: {
						key: { remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false, id: '3A0102030405060708FF' },
						message: { conversation: 'Hi' },
						messageType: 'conversation',
						messageTimestamp: Math.floor(state.now() / 1000),
					},
				});
				await n8n.settled();
			}
			expect(accounts.map((account) => texts(account))).toEqual([['Hi'], ['Hi'], ['Hi']]);
		});

		it('a chat that one leaves to a person is answered by the bots of the others', async () => {
			await activate({ humanTakeover: { values: { pause: 60 } } });
			await n8n.pass(PERSON_MS);
			await say(TWO, 'I am here', { fromMe: true });
			for (const account of accounts) await say(account, 'Is it ready?');
			expect(accounts.map((account) => texts(account))).toEqual([
				['Is it ready?'],
				[],
				['Is it ready?'],
			]);
		});

		it('a chat that the Loop Guard limits at one starts the workflows of the others', async () => {
			await activate({ loopGuard: 5 });
			for (let count = 0; count < 8; count++) await say(ONE, 'I did not understand');
			for (const account of others(ONE)) await say(account, 'Hello');
			expect(accounts.map((account) => n8n.started(account).length)).toEqual([5, 1, 1]);
			expect(
				others(ONE).flatMap((account) => n8n.started(account).map(({ loopGuard }) => loopGuard)),
			).toEqual([undefined, undefined]);
		});

		it('a number that one has been told stays hidden from the others', async () => {
			await activate();
			const lid = '223456789012345@lid';
			await say(ONE, 'My number came along', { from: '5511966665555', lid });
			for (const account of accounts) await say(account, 'Only my hidden address', { from: lid });
			expect(accounts.map((account) => n8n.started(account).at(-1)?.phoneNumber ?? null)).toEqual([
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
				accounts.map((account) => n8n.started(account).map(({ firstContact }) => firstContact)),
			).toEqual([[true, false], [true], [true]]);
		});
	});

	it('questions to one person by three accounts get each what was answered to it', async () => {
		const answers = async () => await Promise.all(accounts.map(async (one) => n8n.answers(one)));
		for (const account of accounts) await n8n.ask(account, ANA);
		await say(TWO, 'To the second');
		expect(await answers()).toEqual([[], ['To the second'], []]);
		await say(THREE, 'To the third');
		await say(ONE, 'To the first');
		expect(await answers()).toEqual([['To the first'], ['To the second'], ['To the third']]);
	});
}
