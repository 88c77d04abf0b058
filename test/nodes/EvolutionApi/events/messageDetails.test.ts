import { body, GROUP, itemOf, messageBody, PERSON, type Body } from './support/deliveries';
import { MESSAGES } from './support/samples';

const of = (kind: string) => itemOf(messageBody(MESSAGES.find(([name]) => name === kind)?.[1]));

describe('further keys of a simplified message', () => {
	it('quoted: the message that it quotes', () => {
		const contextInfo = {
			stanzaId: 'T1',
			participant: '5511988887777:3@s.whatsapp.net',
			quotedMessage: { ephemeralMessage: { message: { imageMessage: { caption: 'old' } } } },
		};
		expect(itemOf(messageBody({ conversation: 'a' }, { contextInfo })).quoted).toEqual({
			id: 'T1',
			text: 'old',
			kind: 'image',
			sender: PERSON,
		});
		const inside = { extendedTextMessage: { text: 'a', contextInfo: { stanzaId: 'T2' } } };
		expect(itemOf(messageBody(inside)).quoted).toMatchObject({ id: 'T2', text: null, kind: null });
	});

	it('mentions, isForwarded: who is mentioned, and whether the message was forwarded', () => {
		const contextInfo = { mentionedJid: [PERSON, 5, '7@lid'], isForwarded: true };
		expect(itemOf(messageBody({ conversation: 'a' }, { contextInfo }))).toMatchObject({
			mentions: [PERSON, '7@lid'],
			isForwarded: true,
		});
	});

	it('adReferral: the advertisement that led here, but not the preview of a link', () => {
		const ad = { title: 'Ad', sourceId: '1', sourceType: 'ad', ctwaClid: 'clid' };
		const context = (externalAdReply: Body) => ({
			contextInfo: { externalAdReply, conversionSource: 'FB_Ads' },
		});
		expect(itemOf(messageBody({ conversation: 'a' }, context(ad))).adReferral).toMatchObject({
			title: 'Ad',
			clickId: 'clid',
			conversionSource: 'FB_Ads',
		});
		const preview = { contextInfo: { externalAdReply: { title: 'Page' } } };
		expect(itemOf(messageBody({ conversation: 'a' }, preview)).adReferral).toBeUndefined();
	});

	it('buttonId, rowId, selectedOptions, targetMessageId: what was chosen, and for which message', () => {
		expect(of('buttonAnswer')).toMatchObject({ buttonId: 'yes' });
		expect(of('templateAnswer')).toMatchObject({ buttonId: 'yes' });
		expect(of('interactiveAnswer')).toMatchObject({
			buttonId: 'yes',
			answer: { name: 'quick_reply' },
		});
		expect(of('listAnswer')).toMatchObject({ rowId: 'r1' });
		expect(of('pollVote')).toMatchObject({ selectedOptions: ['B'], targetMessageId: 'TARGET' });
		expect(of('reaction')).toMatchObject({
			targetMessageId: 'TARGET',
			reaction: { emoji: '👍', isRemoved: false },
		});
	});

	it('reaction: a removed reaction has no emoji', () => {
		const taken = itemOf(messageBody({ reactionMessage: { key: { id: 'T' }, text: '' } }));
		expect(taken).toMatchObject({ text: null, reaction: { emoji: null, isRemoved: true } });
	});

	it('selectedOptions: null for a vote that the server could not decrypt, which takes nothing back', () => {
		const vote = { selectedOptions: [{ '0': 1 }], encIv: { '0': 1 } };
		expect(itemOf(messageBody({ pollUpdateMessage: { vote } }))).toMatchObject({
			selectedOptions: null,
			pollResults: [],
		});
	});

	it('contacts, locations, orders and invitations have keys of their own', () => {
		expect(of('contact').contacts).toEqual([
			{
				name: 'Ann',
				phoneNumbers: ['5511999990001', '+12025550123'],
				emails: [],
				vcard: expect.any(String),
			},
		]);
		expect(of('contacts').contacts).toMatchObject([{ name: 'Ann' }, { name: 'Bob', vcard: null }]);
		expect(of('location').location).toMatchObject({ latitude: -23.5, name: 'SP', accuracy: null });
		expect(of('order').order).toMatchObject({ total: 1.5, currency: 'BRL', itemCount: 2 });
		expect(of('groupInvite').groupInvite).toMatchObject({
			group: GROUP,
			expiresAt: '2026-11-20T07:04:47.000Z',
		});
	});
});

describe('an edited or deleted message', () => {
	const key = { remoteJid: PERSON, fromMe: false, id: 'T1' };

	it('has the kind "deleted" (type 0) or "system" (other types) where the server sends an edit without content', () => {
		expect(itemOf(body('messages.edited', { key, type: 0 }))).toMatchObject({
			kind: 'deleted',
			targetMessageId: 'T1',
		});
		expect(itemOf(body('messages.edited', { key, type: 3, ephemeralExpiration: 5 })).kind).toBe(
			'system',
		);
		expect(
			itemOf(body('messages.edited', { type: 6, appStateSyncKeyShare: { keys: ['SECRET'] } })),
		).toMatchObject({
			kind: 'system',
			messageId: null,
		});
	});

	it('has the new text and the time of the edit', () => {
		const data = {
			key,
			type: 14,
			editedMessage: { imageMessage: { caption: 'new' } },
			timestampMs: 1795158287145,
		};
		expect(itemOf(body('messages.edited', data))).toMatchObject({
			kind: 'edited',
			messageId: 'T1',
			targetMessageId: 'T1',
			text: 'new',
			media: null,
			timestamp: '2026-11-20T07:04:47.145Z',
		});
	});

	it('has no text where the edit contains another edit', () => {
		const protocolMessage: Body = { key, type: 14 };
		protocolMessage.editedMessage = {
			editedMessage: {
				message: { protocolMessage: { type: 14, editedMessage: { conversation: 'x' } } },
			},
		};
		expect(itemOf(messageBody({ protocolMessage }))).toMatchObject({ kind: 'edited', text: null });
	});

	it('is recognized as deleted, whether the server sends only its key or the stored message', () => {
		expect(itemOf(body('messages.delete', { ...key, status: 'DELETED' }))).toMatchObject({
			kind: 'deleted',
			messageId: 'T1',
			chat: PERSON,
			status: 'DELETED',
			text: null,
		});
		const stored = {
			id: 'row',
			key,
			message: { conversation: 'old' },
			messageTimestamp: 1,
			status: 'DELETED',
		};
		expect(itemOf(body('messages.delete', stored))).toMatchObject({
			kind: 'deleted',
			messageId: 'T1',
			text: 'old',
			timestamp: '2026-11-20T07:04:49.191Z',
		});
	});
});
