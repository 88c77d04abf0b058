import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../../dev/engine/operation';
import type { Fault } from '../../../../../simulator/state/faults';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, forget, refusal, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';
import { typedAt } from '../../sending/support';

const simulator = useSimulator();
const go = useSimulator({ server: 'go' });

const ANA = '5511988887777';
const CAT = 'https://example.com/cat.png';
const TEXT = `Two **cats**:\n\n![A cat](${CAT})\n\nNice?`;
const markdown = { textFormat: 'markdown' };

const send = async (more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		...more,
		values: { recipient: ANA, text: TEXT, options: markdown, ...more.values },
	});

const sent = () =>
	arrived(simulator.current).flatMap(({ path, body }) => {
		const { text, caption, media } = body as IDataObject;
		const [, , route] = path.split('/');
		if (route === 'sendMedia') return [{ caption, media }];
		return route === 'sendText' ? [text] : [];
	});

const ALL = ['Two *cats*:', { caption: 'A cat', media: CAT }, 'Nice?'];
const PLAIN = ['Two *cats*:', `A cat (${CAT})`, 'Nice?'];

const NO_ACCOUNT = "TypeError: Cannot read properties of undefined (reading 'id')";
const message = [{ exists: false, number: ANA, jid: `${ANA}@s.whatsapp.net` }];
const NOT_ON_WHATSAPP = {
	status: 400,
	body: { status: 400, error: 'Bad Request', response: { message } },
};

describe('a Markdown picture that the server cannot send', () => {
	const refused = { path: '/message/sendMedia', ...refusal('The file is not there') };

	it('is replaced by its address, and the text around it is sent as well', async () => {
		fail(simulator.current, refused);
		const { items, error } = await send();
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ messageCount: 3 });
		expect(sent()).toEqual([ALL[0], ALL[1], PLAIN[1], ALL[2]]);
	});

	it('is reported if its address cannot be sent either', async () => {
		fail(simulator.current, refused);
		fail(simulator.current, { ...refusal('Not today'), path: '/message/sendText', skip: 1 });
		const { error } = await send();
		expect(error?.message).toBe(
			'Evolution API refused the request: Not today. It was message 2 of 3',
		);
		expect(sent()).toHaveLength(3);
	});

	it.each<[string, Partial<Fault>, string]>([
		['the key is refused', { status: 401, body: { status: 401, error: 'Unauthorized' } }, 'key'],
		['the instance is not connected', refusal(NO_ACCOUNT), 'not connected'],
		['the number is not on WhatsApp', NOT_ON_WHATSAPP, 'not on WhatsApp'],
	])(
		'is not replaced by its address, and the reason is told, where %s',
		async (_what, fault, said) => {
			fail(simulator.current, { path: '/message/sendMedia', ...fault });
			const { error } = await send();
			expect(error?.message).toContain(said);
			expect(sent().filter((text) => typeof text === 'string')).toHaveLength(1);
		},
	);

	it('is not sent again as text where it may have arrived, also with Retry On Fail', async () => {
		fail(simulator.current, { path: '/message/sendMedia', drop: 'after' });
		const { error } = await send({ retryOnFail: true });
		expect(error?.message).toContain('It was message 2 of 3');
		expect(sent()).toEqual(ALL.slice(0, 2));
	});

	it('with Retry On Fail is not tried again once its address was sent', async () => {
		fail(simulator.current, refused);
		fail(simulator.current, { ...refusal('Later'), path: '/message/sendText', skip: 2 });
		const { error } = await send({ retryOnFail: true });
		expect(error).toBeUndefined();
		expect(sent()).toEqual([ALL[0], ALL[1], PLAIN[1], 'Nice?', 'Nice?']);
	});
});

it('Message: without Text Format Markdown, a text with a Markdown picture is sent unchanged', async () => {
	await send({ values: { options: {} } });
	expect(sent()).toEqual([TEXT]);
});

it('Markdown pictures are sent between the texts around them, in order, with their captions', async () => {
	const { items } = await send();
	expect(sent()).toEqual(ALL);
	expect(items[0].json).toMatchObject({
		messageCount: 3,
		messages: [{ messageId: expect.any(String) }, {}, {}],
	});
});

it('Split Long Text counts each Markdown picture as a message of its own', async () => {
	const text = `One\n\nTwo\n\n${`![](${CAT})\n`.repeat(29)}`;
	const { error } = await send({
		values: { text, options: { ...markdown, splitLongText: { values: { split: 'paragraph' } } } },
	});
	expect(error?.message).toContain(
		'"Options → Split Long Text → Split" splits the text into 31 messages, which are too many',
	);
	expect(sent()).toEqual([]);
	await send({
		values: {
			text: `One\n\nTwo ![](${CAT}) three`,
			options: { ...markdown, splitLongText: { values: { split: 'paragraph' } } },
		},
	});
	expect(sent()).toEqual(['One', 'Two', { caption: undefined, media: CAT }, 'three']);
});

it('Message: a Markdown picture at the beginning has the quote, and its caption can mention members', async () => {
	const text = `![Hi @5511977776666](${CAT})\n\nBye`;
	const options = {
		...markdown,
		replyTo: { values: { messageId: 'QUOTED' } },
		mentions: { values: { members: '5511977776666' } },
	};
	await send({ values: { recipient: '120363020202020202@g.us', text, options } });
	const [picture, bye] = arrived(simulator.current).map(({ body }) => body as IDataObject);
	expect(picture).toMatchObject({
		mediatype: 'image',
		quoted: { key: { id: 'QUOTED' } },
		mentioned: ['5511977776666'],
	});
	expect(bye).toEqual({ number: '120363020202020202@g.us', text: 'Bye' });
});

describe('Deduplication of Markdown pictures', () => {
	const paced = async (options: IDataObject = {}) => {
		const bulkSending = { deduplication: { values: { sentSince: 1 } } };
		const { items } = await send({ values: { bulkSending, options: { ...markdown, ...options } } });
		return items[0].json.broadcast;
	};

	it('sends nothing again that the chat has; the first run shows typing before each text and picture', async () => {
		expect(await paced(typedAt(1000))).toMatchObject({ status: 'sent' });
		const delays = arrived(simulator.current).flatMap(({ path, body }) =>
			path.startsWith('/chat/sendPresence') ? [Object(body).delay] : [],
		);
		expect(delays).toHaveLength(3);
		forget(simulator.current);
		expect(await paced()).toMatchObject({ status: 'alreadySent' });
		expect(sent()).toEqual([]);
	});

	it('recognizes the address that was sent in place of a picture', async () => {
		fail(simulator.current, { path: '/message/sendMedia', ...refusal('No') });
		await paced();
		forget(simulator.current);
		expect(await paced()).toMatchObject({ status: 'alreadySent' });
		expect(sent()).toEqual([]);
	});

	it('resumes with the text that failed, and does not send the picture before it again', async () => {
		fail(simulator.current, { path: '/message/sendText', ...refusal('No'), skip: 1 });
		expect(await paced()).toMatchObject({ status: 'failed' });
		forget(simulator.current);
		expect(await paced()).toMatchObject({ status: 'sent' });
		expect(sent()).toEqual(['Nice?']);
	});
});

it('Reply sends the answer of an agent with its pictures', async () => {
	const { flat: json, id } = written(simulator.current);
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'reply',
		trigger: {},
		items: [{ json }],
		between: { items: [{ output: TEXT }], linked: true },
		values: { options: { ...markdown, quote: true } },
	});
	expect(error).toBeUndefined();
	expect(sent()).toEqual(ALL);
	expect(arrived(simulator.current)[0].body).toMatchObject({ quoted: { key: { id } } });
});

it('Markdown pictures are sent on Evolution Go, too', async () => {
	const { url: baseUrl, key: globalApiKey } = go.current;
	const { error, items } = await runOperationWith(
		{
			authentication: 'evolutionGo',
			credentials: { evolutionGoKeyApi: { baseUrl, globalApiKey } },
		},
		{
			resource: 'message',
			operation: 'sendText',
			instance: 'demo',
			values: { recipient: ANA, text: TEXT, options: markdown },
		},
	);
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ messageCount: 3 });
	const bodies = arrived(go.current).flatMap(({ path, body }) =>
		path.startsWith('/send/') ? [body as IDataObject] : [],
	);
	expect(bodies).toMatchObject([{ text: 'Two *cats*:' }, { type: 'image', caption: 'A cat' }, {}]);
});
