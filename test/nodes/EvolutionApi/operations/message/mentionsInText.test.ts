import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../../dev/engine/operation';
import { lidOf } from '../../../../../simulator/whatsapp/lid';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, demoOf, fail, useSimulator } from '../../../../support/simulator';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { statuses } from '../../sending/support';

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const CARLA = '34612345678';
const TEAM = '120363020202020202@g.us';
const jidOf = (number: string) => `${number}@s.whatsapp.net`;
const NAMED = { mentions: { values: { mention: 'named' } } };

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

function nameMembers(simulator: typeof evolutionApi, names: Record<string, string>): void {
	const demo = demoOf(simulator.current);
	const group = demo.groups.get(TEAM);
	if (group === undefined) throw new Error('There is no group');
	const others = Object.keys(names).filter(
		(number) => !group.participants.some(({ id }) => id === jidOf(number)),
	);
	group.participants.push(...others.map((number) => ({ id: jidOf(number), admin: null })));
	for (const [number, name] of Object.entries(names))
		demo.contacts.set(jidOf(number), {
			id: number,
			jid: jidOf(number),
			name,
			createdAt: '2026-01-01',
			updatedAt: '2026-01-01',
		});
}

const send = async (text: string, more: Partial<OperationRun> = {}) =>
	await runOperation(evolutionApi.current, {
		resource: 'message',
		operation: 'sendText',
		...more,
		values: { recipient: TEAM, text, options: NAMED, ...more.values },
	});

const requestsTo = (route: string, { current } = evolutionApi) =>
	arrived(current)
		.filter(({ path }) => path.includes(route))
		.map(({ body }) => body as IDataObject);
const sent = () => requestsTo('sendText').map(({ text, mentioned }) => ({ text, mentioned }));

describe('Mentions, Named in the Text, on Evolution API', () => {
	beforeEach(() =>
		nameMembers(evolutionApi, { [ANA]: 'Ana', [BRUNO]: 'Bruno 🌸', [CARLA]: 'Carla Gómez' }),
	);

	it.each<[what: string, text: string, expected: string, who: string[]]>([
		['a name', 'Oi @Ana, tudo bem?', `Oi @${ANA}, tudo bem?`, [ANA]],
		['a name of two words', '@carla gómez: pronto', `@${CARLA}: pronto`, [CARLA]],
		['a name without its accent', 'Hola @Carla Gomez!', `Hola @${CARLA}!`, [CARLA]],
		['a name with an emoji', '@Bruno chegou', `@${BRUNO} chegou`, [BRUNO]],
		['a number', `@${ANA} olá`, `@${ANA} olá`, [ANA]],
		['a number as people write it', '@+55 (11) 98888-7777 2 pizzas', `@${ANA} 2 pizzas`, [ANA]],
		['a number without its ninth digit', '@551188887777 olá', `@${ANA} olá`, [ANA]],
		['the hidden address', `@${lidOf(jidOf(ANA)).split('@')[0]}`, `@${ANA}`, [ANA]],
		['several people', '@Ana @Bruno @Ana', `@${ANA} @${BRUNO} @${ANA}`, [ANA, BRUNO]],
	])('mentions the member whom the text calls by %s', async (_what, text, expected, who) => {
		const demo = demoOf(evolutionApi.current);
		for (const member of demo.groups.get(TEAM)?.participants ?? [])
			Object.assign(member, { lid: lidOf(member.id) });
		await send(text);
		expect(sent()).toEqual([{ text: expected, mentioned: who.map(jidOf) }]);
	});

	it.each([
		['nobody is named', 'Good morning'],
		['who is named is no member', 'Oi @Zoe e @5511966665555'],
		['it is an email address', 'ana@lima.example, x@Ana'],
		['a word only begins like a name', '@Anabela'],
		['it is only a part of a name', '@Carla, please pay'],
		['the name goes on', '@Ana Souza, please pay'],
		['it is in a link', 'https://www.tiktok.com/@bruno and tiktok.com/@bruno'],
		['it is in code', '`@Bruno` and ```\n@Bruno\n```'],
	])('sends the text as it is where %s', async (_what, text) => {
		await send(text);
		expect(sent()).toEqual([{ text, mentioned: undefined }]);
	});

	it('mentions no one by a name that two members have, and no one by a name for all', async () => {
		nameMembers(evolutionApi, { [BRUNO]: 'Ana', [CARLA]: 'Todos' });
		await send('Oi @Ana e @todos, @all, @everyone');
		expect(sent()).toEqual([{ text: 'Oi @Ana e @todos, @all, @everyone', mentioned: undefined }]);
	});

	it('leaves the text to a person as it is, and asks nothing', async () => {
		await send('Oi @Ana', { values: { recipient: ANA } });
		expect(sent()).toEqual([{ text: 'Oi @Ana', mentioned: undefined }]);
		expect(requestsTo('participants')).toEqual([]);
	});

	it('asks who is in the group once for all items of a run', async () => {
		const items = ['@Ana', '@Bruno', '@Carla Gomez'].map((text) => ({ json: { text } }));
		await send('={{ $json.text }}', { items });
		expect(sent().map(({ mentioned }) => mentioned)).toEqual(
			[ANA, BRUNO, CARLA].map((who) => [jidOf(who)]),
		);
		expect(requestsTo('group/participants')).toHaveLength(1);
	});

	it('sends nothing where the server does not tell who is in the group, and asks again for the next item', async () => {
		fail(evolutionApi.current, {
			path: '/group/participants',
			status: 400,
			body: { message: 'no' },
		});
		const items = ['@Ana', '@Bruno'].map((text) => ({ json: { text } }));
		const { outputs } = await send('={{ $json.text }}', {
			items,
			onError: 'continueRegularOutput',
		});
		expect(outputs[0][0].json).toMatchObject({ error: expect.any(String) });
		expect(sent()).toEqual([{ text: `@${BRUNO}`, mentioned: [jidOf(BRUNO)] }]);
	});

	it('mentions members in the part of a split text that names them', async () => {
		const options = { ...NAMED, splitLongText: { values: { split: 'paragraph' } } };
		await send('Oi @Ana\n\ne @Bruno\n\nfim', { values: { options } });
		expect(sent()).toEqual([
			{ text: `Oi @${ANA}`, mentioned: [jidOf(ANA)] },
			{ text: `e @${BRUNO}`, mentioned: [jidOf(BRUNO)] },
			{ text: 'fim', mentioned: undefined },
		]);
	});

	it('mentions members in the caption of a picture', async () => {
		await send('', {
			operation: 'sendMedia',
			values: {
				mediaType: 'image',
				mediaSource: 'url',
				mediaUrl: 'https://example.com/picture.png',
				options: { ...NAMED, caption: 'Veja, @Ana' },
			},
		});
		expect(requestsTo('sendMedia')).toMatchObject([
			{ caption: `Veja, @${ANA}`, mentioned: [jidOf(ANA)] },
		]);
	});

	it('mentions members in the answer of Reply', async () => {
		const specificMessage = { values: { recipient: TEAM, messageId: '3EB0A1B2C3D4E5F60718' } };
		await send('Oi @Ana', {
			resource: 'message',
			operation: 'reply',
			values: {
				replyType: 'text',
				options: { ...NAMED, quote: false, markAsRead: false, specificMessage },
			},
		});
		expect(sent()).toEqual([{ text: `Oi @${ANA}`, mentioned: [jidOf(ANA)] }]);
	});

	it('Deduplication knows what it has sent by what the user wrote, and another name is another message', async () => {
		const values = { bulkSending: { deduplication: { values: { sentSince: 1 } } } };
		const first = await send('Oi @Ana', { values });
		const again = await send('Oi @Ana', { values });
		const other = await send('Oi @Bruno', { values });
		expect([first, again, other].map(statuses)).toEqual([['sent'], ['alreadySent'], ['sent']]);
	});
});

it('Mentions, Named in the Text, on Evolution Go: the names are those of the contacts', async () => {
	nameMembers(evolutionGo, { [ANA]: 'Ana', [BRUNO]: 'Bruno' });
	const { url: baseUrl, key: globalApiKey } = evolutionGo.current;
	await runOperationWith(
		{
			authentication: 'evolutionGo',
			credentials: { evolutionGoKeyApi: { baseUrl, globalApiKey } },
		},
		{
			resource: 'message',
			operation: 'sendText',
			instance: 'demo',
			values: { recipient: TEAM, text: 'Oi @Ana e @55 11 97777-6666', options: NAMED },
		},
	);
	expect(requestsTo('/send/text', evolutionGo)).toMatchObject([
		{ text: `Oi @${ANA} e @${BRUNO}`, mentionedJid: [ANA, BRUNO].map(jidOf) },
	]);
});
