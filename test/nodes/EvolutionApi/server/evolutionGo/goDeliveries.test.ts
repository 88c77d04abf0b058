import { compileFilters } from '../../../../../nodes/EvolutionApi/events/filters';
import { eventToItems, readableEventId } from '../../../../../nodes/EvolutionApi/events/eventItems';
import { findMedia } from '../../../../../nodes/EvolutionApi/events/receivedMedia';
import { selectableName, EVENTS } from '../../../../../nodes/EvolutionApi/fields/events';
import {
	namesFor,
	neverSent,
	wordsFor,
	subscriptionWords,
} from '../../../../../nodes/EvolutionApi/server/evolutionGo/events/eventNames';
import { evolutionGo } from '../../../../../nodes/EvolutionApi/server/evolutionGo';
import { ALL_WORDS } from '../../../../../simulator/go/events/words';
import { type GoClient, startGo } from '../../../../simulator/go/support/goClient';
import { happeningsOf } from '../../../../simulator/go/support/goHappenings';
import type { Collector } from '../../../../simulator/support/collector';
import { goEventBody, goEventData, goEvents, type Json } from '../../../../support/goEventFacts';
import { itemsOf as itemsOfOther } from '../../events/support/deliveries';
import { ALL_DELIVERIES } from '../../events/support/samples';
import pollVectors from './pollVectors.json';
import { goDelivery, goItems } from './support/goItems';
import { GO_EXPECTED, GO_UNNAMED } from './support/goExpected';
import { onSleep, realSleep } from '../../../../support/time';

onSleep(realSleep);

const bodyOf = (name: string) => goEventBody(goEvents[name]);
const text = (more: Json = {}, info: Json = {}) => {
	const { Info, ...data } = goEventData(goEvents['message.text']);
	return {
		...bodyOf('message.text'),
		data: { ...data, Info: { ...(Info as Json), ...info }, ...more },
	};
};

const itemsOfOtherServer = ALL_DELIVERIES.flatMap(itemsOfOther);

/** All events about messages are one group, because their items have the same keys. */
const sortOf = ({ event }: Json) =>
	/^(messages\.(?!update)|send)/.test(String(event)) ? 'message' : event;

/** Keys that only Evolution Go has: Evolution API never reports a person's About text. */
const ONLY_HERE = ['about'];

function wrongKeys(item: Json): string[] {
	const others = itemsOfOtherServer.filter((other) => sortOf(other) === sortOf(item));
	const all = [...new Set(others.flatMap((other) => Object.keys(other)))];
	const missing = all.filter((key) => !(key in item) && others.every((other) => key in other));
	const tooMany = Object.keys(item).filter((key) => !all.includes(key) && !ONLY_HERE.includes(key));
	return [...missing.map((key) => `no ${key}`), ...tooMany];
}

describe('an event that Evolution Go delivers', () => {
	it('has a test here', () => {
		const looked = [...Object.keys(GO_EXPECTED), ...Object.keys(GO_UNNAMED)];
		expect(looked.sort()).toEqual(Object.keys(goEvents).sort());
	});

	it.each(Object.keys(goEvents))('becomes the documented item: %s', (name) => {
		const body = bodyOf(name);
		const items = goItems(body);
		if (name in GO_UNNAMED) {
			expect(items).toMatchObject([{ event: GO_UNNAMED[name], data: body.data }]);
		} else {
			expect(items).toMatchObject([GO_EXPECTED[name]]);
			expect(wrongKeys(items[0])).toEqual([]);
			expect(Object.values(items[0])).not.toContain(undefined);
		}
		// No item may contain the instance's token.
		for (const simplify of [true, false]) {
			const shown = JSON.stringify(eventToItems(goDelivery(body), { simplify }));
			expect(shown).not.toMatch(/token-of-sales|instanceToken/);
		}
		for (const data of [undefined, null, 'text', [], {}, { Info: 5, Message: [] }, { Data: 5 }]) {
			const delivery = goDelivery({ ...body, data });
			expect(eventToItems(delivery, { simplify: true }).length).toBeGreaterThan(0);
			expect(readableEventId(delivery)).toContain('sales/');
		}
	});

	it('has its token hidden in the item, at any depth', () => {
		const body = { ...bodyOf('userabout'), data: { instanceToken: 'token-of-sales' } };
		const raw = eventToItems(goDelivery(body), { simplify: false });
		expect(JSON.stringify([goItems(body), raw])).not.toContain('token-of-sales');
	});

	it("is output as the server sent it, with the server's name of the event, if Simplify is off", () => {
		const body = bodyOf('receipt.read');
		const [item] = eventToItems(goDelivery(body), { simplify: false });
		expect({ ...item, instanceToken: 'token-of-sales' }).toEqual(body);
	});
});

describe('a body from Evolution Go that is not a new message', () => {
	it.each(['', [], null, 'text', 5])('%j is ignored without an error', (body) => {
		expect(() => goDelivery(body)).toThrow('no delivery');
	});

	it('the edit of a channel post is output as an edit with its new text', () => {
		const post = text({}, { Edit: '3' });
		expect(goItems(post)).toMatchObject([{ event: 'messages.edited', text: 'Hello' }]);
	});

	it.each(['imageMessage', 'videoMessage', 'audioMessage', 'documentMessage'])(
		'a first message of an advertisement says which one it is, also as %s',
		(kind) => {
			const externalAdReply = { sourceID: '1200', sourceURL: 'https://fb.me/x', mediaType: 2 };
			const content = { caption: 'Hi', contextInfo: { externalAdReply } };
			const referral = { sourceID: '1200', sourceURL: 'https://fb.me/x', mediaType: 'VIDEO' };
			expect(goItems(text({ Message: { [kind]: content }, referral }))).toMatchObject([
				{ adReferral: { sourceId: '1200', sourceUrl: 'https://fb.me/x', mediaType: 'video' } },
			]);
		},
	);

	it('a pinned message is output as a pin, not as an edit', () => {
		const key = { remoteJID: 'a', ID: 'T' };
		const pin = text({ Message: { pinInChatMessage: { key, type: 1 } } }, { Edit: '2' });
		expect(goItems(pin)).toMatchObject([
			{ event: 'messages.upsert', kind: 'pin', targetMessageId: 'T' },
		]);
	});
});

describe('delivery and read receipts from Evolution Go', () => {
	const receipt = (more: Json) => ({
		...bodyOf('receipt.read'),
		data: { ...goEventData(goEvents['receipt.read']), ...more },
	});

	it('of several messages become one item each', () => {
		const items = goItems(receipt({ MessageIDs: ['A', 'B', 'C'] }));
		expect(items).toMatchObject([
			{ messageId: 'A', statusText: 'read' },
			{ messageId: 'B', statusText: 'read' },
			{ messageId: 'C', statusText: 'read' },
		]);
		expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(3);
	});

	it('are each checked by the filter Status', () => {
		const passes = compileFilters({ filters: { status: ['delivered'] } });
		expect(passes(goDelivery(receipt({ MessageIDs: ['A', 'B'] })))).toBe(false);
		expect(passes(goDelivery(bodyOf('receipt.delivered')))).toBe(true);
	});

	it('in a group have the JID of the member, without the device number', () => {
		const more = { Chat: '120363020202020202@g.us', IsGroup: true, Sender: '77:5@lid' };
		expect(goItems(receipt(more))).toMatchObject([{ participant: '77@lid', isGroup: true }]);
	});
});

describe('the chat of an event of Evolution Go', () => {
	const LID = '12345678901234@lid';
	const NUMBER = '5511988887777@s.whatsapp.net';

	it.each([
		['both addresses', { Chat: LID, Sender: LID, SenderAlt: NUMBER }, NUMBER],
		['the LID alone', { Chat: LID, Sender: LID, SenderAlt: '' }, LID],
		[
			'a sender with a device number',
			{ Chat: NUMBER, Sender: '5511988887777:12@s.whatsapp.net' },
			NUMBER,
		],
	])('is found where the server gives %s', (_what, info, expected) => {
		expect(goItems(text({}, info))).toMatchObject([{ chat: expected, isGroup: false }]);
	});

	it('is the same for own and for received messages', () => {
		const [own] = goItems(bodyOf('message.own-from-phone'));
		const [theirs] = goItems(bodyOf('message.text'));
		expect([own.chat, own.lid]).toEqual([theirs.chat, theirs.lid]);
	});

	it('is whom the account wrote to where the server names the account itself as the chat', () => {
		const body = structuredClone(bodyOf('message.own-from-phone')) as {
			data: { Info: Record<string, unknown> };
		};
		const { Info } = body.data;
		const [before] = goItems(body);
		Info.Chat = Info.Sender;
		const [own] = goItems(body);
		expect([own.chat, own.lid]).toEqual([before.chat, before.lid]);
	});
});

it('shows the choice of a vote by LID, which the server cannot read, if the poll was delivered before', () => {
	const [{ secret, creator, voter, encPayload, encIv: encIV }] = pollVectors;
	const id = '3EB0A1B2C3D4E5F60719';
	const told = (name: string, Info: object, Message: object) => {
		const body = structuredClone(bodyOf(name)) as { data: { Info: object; Message: object } };
		body.data = { ...body.data, Info: { ...body.data.Info, ...Info }, Message };
		return goItems(body);
	};
	const key = { remoteJID: creator, fromMe: false, ID: '3EB0A1B2C3D4E5F60718' };
	const vote = (ID: string) =>
		told(
			'message.poll-vote',
			{ Chat: voter, Sender: '5511988887777@s.whatsapp.net', SenderAlt: voter, IsGroup: false },
			{
				pollUpdateMessage: { pollCreationMessageKey: { ...key, ID }, vote: { encPayload, encIV } },
			},
		);
	const poll = {
		pollCreationMessage: { name: 'So?', options: [{ optionName: 'Yes' }, { optionName: 'No' }] },
		messageContextInfo: { messageSecret: secret },
	};
	told('message.poll-creation', { ID: key.ID, IsFromMe: true }, poll);
	expect(vote(key.ID)).toMatchObject([{ kind: 'pollVote', selectedOptions: ['Yes'], text: 'Yes' }]);
	expect(vote(id)).toMatchObject([{ kind: 'pollVote', selectedOptions: null }]);
});

describe('the eventId of Evolution Go', () => {
	const idOf = (body: unknown) => readableEventId(goDelivery(body));
	afterEach(() => jest.useRealTimers());

	const idAt = (name: string, ms: number) => {
		jest.useFakeTimers({ now: ms });
		return idOf(structuredClone(bodyOf(name)));
	};
	const changing = (fromMs: number, toMs: number) =>
		Object.keys(goEvents).filter((name) => idAt(name, fromMs) !== idAt(name, toMs));

	it('stays the same when the server delivers the event again within a second', () => {
		expect(changing(1_000_000, 1_000_900)).toEqual([]);
	});

	it('stays the same in all attempts of the server to deliver the event, where the event contains an ID', () => {
		const naming = /^(message|send|receipt|call|label)/;
		expect(changing(1_000_000, 1_150_000).filter((name) => naming.test(name))).toEqual([]);
	});

	it('differs a minute later for an event that may happen again', () => {
		expect(changing(1_000_000, 1_060_000)).toEqual(
			expect.arrayContaining([
				'connected',
				'disconnected',
				'chatpresence',
				'connectfailure',
				'loggedout',
			]),
		);
	});

	it('differs for a second edit, another receipt, another person', () => {
		const receipt = bodyOf('receipt.read');
		const data = receipt.data as Json;
		const edit = bodyOf('message.edited-encrypted');
		const { Info, ...rest } = edit.data as Json;
		const ids = [
			idOf(edit),
			idOf({ ...edit, data: { ...rest, Info: { ...(Info as Json), ID: '3AFF' } } }),
			idOf(receipt),
			idOf(bodyOf('receipt.delivered')),
			idOf({ ...receipt, data: { ...data, Sender: '7@lid' } }),
			idOf({ ...receipt, data: { ...data, MessageIDs: ['OTHER'] } }),
		];
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe('the event words in the webhook settings of Evolution Go', () => {
	it('are derived from the events that a workflow asks for, and can be mapped back to these', () => {
		const asked = ['MESSAGES_UPSERT', 'MESSAGES_DELETE', 'PRESENCE_UPDATE'];
		expect(wordsFor(asked)).toEqual(['MESSAGE', 'PRESENCE', 'CHAT_PRESENCE']);
		expect(namesFor(wordsFor(asked))).toEqual(expect.arrayContaining(asked));
		expect(subscriptionWords([]).sort()).toEqual([...ALL_WORDS, 'PICTURE', 'USER_ABOUT'].sort());
		expect(namesFor(['ALL']).sort()).toEqual(namesFor(ALL_WORDS).sort());
	});

	it('bring pictures and about texts of contacts for Contact Updated, even if another application has asked for one of them', () => {
		const words = ['CONTACT', 'PICTURE', 'USER_ABOUT'];
		expect(subscriptionWords(['CONTACTS_UPDATE']).sort()).toEqual(words);
		expect(subscriptionWords(['PICTURE', 'CONTACTS_UPDATE']).sort()).toEqual(words);
	});

	it('that an older server has dropped are not missed: its webhook is not set again and again', () => {
		const { sends } = evolutionGo.webhook;
		expect(sends?.(['CONTACT'], ['CONTACTS_UPDATE'])).toBe(true);
		expect(sends?.(['MESSAGE'], ['CONTACTS_UPDATE'])).toBe(false);
	});

	it('exist for every event except those that Evolution Go never delivers', () => {
		const names = EVENTS.map(({ value }) => value);
		const never = neverSent(names);
		expect(never).toContain('SEND_MESSAGE_UPDATE');
		expect(names.filter((name) => wordsFor([name]).length === 0)).toEqual(never);
		expect(neverSent(namesFor(['ALL']))).toEqual([]);
	});

	it('can be mapped back to each event that is delivered for them', () => {
		const told = Object.entries(goEvents).filter(
			([name, { word, unreleased }]) =>
				word !== undefined &&
				!/^(PRESENCE|PICTURE|USER_ABOUT)$/.test(word) &&
				unreleased !== true &&
				!(name in GO_UNNAMED),
		);
		expect(told.length).toBeGreaterThan(30);
		for (const [name, { word = '' }] of told) {
			const event = selectableName(goDelivery(bodyOf(name)).event);
			expect([name, namesFor([word])]).toEqual([name, expect.arrayContaining([event])]);
		}
	});
});

describe('an event that the simulated Evolution Go delivers', () => {
	let go: GoClient;
	let hook: Collector;
	const happens = happeningsOf(() => ({ go, hook }));
	beforeEach(async () => {
		go = await startGo();
		hook = await go.subscribe('MESSAGE', 'ALL');
	});
	afterEach(() => go.close());

	const kindOf = ([item]: Json[]) => [item.event, item.kind ?? item.state];

	it.each(Object.keys(happens))(
		'becomes an item with the documented keys and the instance, without its token: %s',
		async (name) => {
			const known = goItems(bodyOf(name));
			await happens[name]();
			const { event, state } = goEvents[name];
			const { body } = await hook.wait(
				event,
				({ body: got }) => got.state === state && `${kindOf(goItems(got))}` === `${kindOf(known)}`,
			);
			const items = goItems(body);
			const isNamed = !(name in GO_UNNAMED);
			for (const item of items) expect(isNamed ? wrongKeys(item) : []).toEqual([]);
			expect(items).toMatchObject(items.map(() => ({ instance: 'demo' })));
			const raw = eventToItems(goDelivery(body), { simplify: false });
			expect(JSON.stringify([items, raw])).not.toContain('demo-token');
			const hasFile = [body, bodyOf(name)].map(
				(one) => findMedia(goDelivery(one))?.base64 !== undefined,
			);
			expect(hasFile[0]).toBe(hasFile[1]);
		},
	);
});
