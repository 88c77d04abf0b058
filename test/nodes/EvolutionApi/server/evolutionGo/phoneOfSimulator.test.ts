import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../../../../../simulator/state/message';
import { runInGo, useGoSimulator } from './support/goSimulator';

const ANA = '5511988887777@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';
const OWN = '5511900000001@s.whatsapp.net';
const PNG = 'iVBORw0KGgo=';

describe.each(['0.7.2', '0.6.1'])('simulated Evolution Go %s: on the phone', (version) => {
	const simulator = useGoSimulator(version);
	const isNew = version !== '0.6.1';

	const newest = (jid: string): Message | undefined =>
		simulator.current.state.instances.get('demo')?.messages.chat(jid)?.messages.at(-1);
	const send = async (operation: string, values: IDataObject, keys?: { instanceToken: string }) => {
		const resource = 'message';
		const { error } = await runInGo(simulator.current, { resource, operation, values, keys });
		return error;
	};
	const media = (values: IDataObject) => ({
		recipient: '5511988887777',
		mediaType: 'image',
		mediaSource: 'base64',
		mediaBase64: PNG,
		...values,
	});

	it('a text arrives with a token alone, without the global key', async () => {
		const values = { recipient: '5511988887777', text: 'Hi' };
		expect(await send('sendText', values, { instanceToken: 'demo-token' })).toBeUndefined();
		const paths = simulator.current.state.requests.list().map(({ path }) => path);
		expect(paths).toEqual(['/send/text']);
	});

	it('a file sent as Base64 arrives unchanged', async () => {
		const options = { caption: 'Look' };
		expect(await send('sendMedia', media({ options }))).toBeUndefined();
		const { message, media: file } = newest(ANA) ?? {};
		expect(Buffer.concat([...(file?.chunks ?? [])]).toString('base64')).toBe(PNG);
		expect(message).toMatchObject({ imageMessage: { caption: 'Look', mimetype: 'image/png' } });
	});

	it('a document arrives with its name', async () => {
		const options = { fileName: 'offer.png' };
		const values = media({ mediaType: 'document', options });
		expect(await send('sendMedia', values)).toBeUndefined();
		expect(newest(ANA)?.message).toMatchObject({ documentMessage: { fileName: 'offer.png' } });
	});

	it('a file with a mention arrives with the mention, or is refused before 0.7', async () => {
		const values = media({
			recipient: TEAM,
			options: { mentions: { values: { members: '5511988887777' } } },
		});
		const before = newest(TEAM);
		const error = await send('sendMedia', values);
		if (isNew) {
			expect(error).toBeUndefined();
			expect(newest(TEAM)?.contextInfo).toMatchObject({ mentionedJid: [ANA] });
			return;
		}
		expect(error?.message).toContain(
			'"Media Source" must be URL for this file with Evolution Go before 0.7',
		);
		expect(JSON.stringify([error?.message, error?.description])).not.toContain(PNG);
		expect(newest(TEAM)).toBe(before);
	});

	it.each(['5215551234567', '5491112345678'])(
		'a file to %s never arrives at another number',
		async (recipient) => {
			simulator.current.config.go.checkUserExists = false;
			const error = await send('sendMedia', media({ recipient }));
			const chats = ['52551234567', '541112345678'].map((to) => newest(`${to}@s.whatsapp.net`));
			expect(chats).toEqual([undefined, undefined]);
			expect(error === undefined).toBe(isNew);
			expect(newest(`${recipient}@s.whatsapp.net`) !== undefined).toBe(isNew);
		},
	);

	it('a group message to everyone mentions all members', async () => {
		const values = {
			recipient: TEAM,
			text: 'Hi all',
			options: { mentions: { values: { mention: 'everyone' } } },
		};
		expect(await send('sendText', values)).toBeUndefined();
		expect(newest(TEAM)?.contextInfo?.mentionedJid).toHaveLength(4);
	});

	it('a message can quote a message of the account itself', async () => {
		const key = { id: '3EB0AA', fromMe: true, remoteJid: ANA };
		const quoted = JSON.stringify({ key, message: { conversation: 'Hi' } });
		const values = {
			recipient: ANA,
			text: 'As I said',
			options: { replyTo: { values: { message: quoted } } },
		};
		expect(await send('sendText', values)).toBeUndefined();
		expect(newest(ANA)?.contextInfo).toMatchObject({ stanzaId: '3EB0AA', participant: OWN });
	});

	it.each(['5215551234567', '5491112345678', '5531987654321'])(
		'a text to %s arrives at exactly that number where the server does not look numbers up',
		async (recipient) => {
			simulator.current.config.go.checkUserExists = false;
			expect(await send('sendText', { recipient, text: 'Hi' })).toBeUndefined();
			expect(newest(`${recipient}@s.whatsapp.net`)?.key.fromMe).toBe(true);
		},
	);

	it('a text with the option Link Preview shows a preview of its link', async () => {
		const options = { linkPreview: true };
		const values = { recipient: ANA, text: 'See https://example.com/a', options };
		expect(await send('sendText', values)).toBeUndefined();
		expect(newest(ANA)?.message).toMatchObject({
			extendedTextMessage: { matchedText: 'https://example.com/a' },
		});
	});

	it('a reaction can be removed; before 0.7.2, where WhatsApp drops reactions, it is refused', async () => {
		const incoming = newest(ANA);
		incoming?.reactions.set(OWN, '👍');
		const values = {
			recipient: ANA,
			messageId: incoming?.key.id,
			fromMe: false,
			removeReaction: true,
		};
		const error = await send('sendReaction', values);
		expect(error?.message).toBe(isNew ? undefined : 'A reaction needs Evolution Go 0.7.2 or newer');
		expect(incoming?.reactions.size).toBe(isNew ? 0 : 1);
	});
});
