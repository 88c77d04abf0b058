import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { findMedia } from '../../../../nodes/EvolutionApi/events/receivedMedia';
import { body, delivery, itemOf, messageBody, PERSON, type Body } from './support/deliveries';

// Tests that a model reads a message in the way in which its author sees it.

const META_ID = 'wamid.HBgNNTUxMTk4ODg4Nzc3NxUCABIYFkMwRTU5QkVCRDIwN0Y5ODcwNUFEMUYwAA==';
const key = { remoteJid: PERSON, fromMe: false, id: META_ID };
const business = (message: unknown, messageType: string) =>
	messageBody(message, { key, messageType });
const starts = (given: Body, filters: object = {}) => compileFilters({ filters })(delivery(given));
const inputOf = (message: Body, more: Body = {}) => itemOf(messageBody(message, more)).chatInput;

describe('a file of a customer of a Business instance has name and type', () => {
	it.each([
		[
			'documentMessage',
			{ filename: 'Invoice 10.pdf', mime_type: 'application/pdf' },
			'Invoice 10.pdf',
		],
		['imageMessage', { mime_type: 'image/png' }, /\.png$/],
		['videoMessage', { mime_type: 'video/3gpp' }, /\.3gp$/],
		['audioMessage', { mime_type: 'audio/mp4', voice: true }, /\.m4a$/],
	])('%s', (field, part, fileName) => {
		const given = business({ [field]: { ...part, id: '1', sha256: 'x' }, base64: 'aGk=' }, field);
		const { media } = itemOf(given);
		expect(media).toMatchObject({ mimeType: part.mime_type, hasBase64: true });
		expect(findMedia(delivery(given))).toMatchObject({
			mimeType: part.mime_type,
			fileName: typeof fileName === 'string' ? fileName : expect.stringMatching(fileName),
		});
	});
});

it('a form that a customer of a Business instance has filled in is an answer, not buttons', () => {
	for (const message of [{}, { contextInfo: { stanzaId: 'Q' } }]) {
		const given = business(message, 'interactiveMessage');
		expect(itemOf(given)).toMatchObject({ kind: 'interactiveAnswer', text: null });
		expect(starts(given)).toBe(true);
	}
	for (const message of [{ unsupportedMessage: {} }, { systemMessage: {} }, null])
		expect(starts(business(message, 'conversation'))).toBe(false);
});

it('a cart of a Business instance has its products and what the customer wrote', () => {
	const order = {
		catalog_id: 'C1',
		text: 'please today',
		product_items: [{ product_retailer_id: 'S1', quantity: 2, item_price: 5, currency: 'BRL' }],
	};
	expect(itemOf(business({ orderMessage: order }, 'orderMessage'))).toMatchObject({
		text: 'please today',
		order: { itemCount: 2, total: 10, currency: 'BRL' },
		chatInput: expect.stringContaining('2 × S1'),
	});
});

describe('the model sees what was quoted', () => {
	it.each([
		[{ imageMessage: {} }, '> [picture]'],
		[{ audioMessage: { ptt: true } }, '> [voice note]'],
		[{ documentMessage: { fileName: 'prices.pdf' } }, '> [document: prices.pdf]'],
		[
			{ locationMessage: { name: 'Shop', degreesLatitude: 1, degreesLongitude: 2 } },
			'> [location: Shop at 1, 2]',
		],
		[{ contactMessage: { displayName: 'Bob' } }, '> [contact: Bob]'],
		[
			{
				productMessage: {
					product: { title: 'Shirt', retailerId: 'S1', priceAmount1000: 5000, currencyCode: 'BRL' },
				},
			},
			'> [product: Shirt, 5 BRL, ID S1]',
		],
	])('%j', (quotedMessage, line) => {
		const contextInfo = { stanzaId: 'Q', participant: PERSON, quotedMessage };
		expect(inputOf({ conversation: 'and this?' }, { contextInfo })).toBe(`${line}\n\nand this?`);
	});

	it('and that it was a status, or written in a group', () => {
		const quotedMessage = { extendedTextMessage: { text: 'my story' } };
		const status = { stanzaId: 'Q', remoteJid: 'status@broadcast', quotedMessage };
		const item = itemOf(messageBody({ conversation: 'nice' }, { contextInfo: status }));
		expect(item.quoted).toMatchObject({ chat: 'status@broadcast', chatType: 'status' });
		expect(item.chatInput).toBe('> [status]\n> my story\n\nnice');
		const group = { ...status, remoteJid: '120363020202020202@g.us' };
		expect(inputOf({ conversation: 'nice' }, { contextInfo: group })).toContain('> [in a group]');
	});
});

describe('an album', () => {
	const child = (associationType: unknown) => ({
		imageMessage: { mimetype: 'image/jpeg', caption: 'which?' },
		messageContextInfo: {
			messageAssociation: { associationType, parentMessageKey: { id: 'ALBUM1' } },
		},
	});

	it('starts once for each picture, and not for its header', () => {
		expect(starts(messageBody({ albumMessage: { expectedImageCount: 2 } }))).toBe(false);
		for (const message of [
			child(1),
			{ associatedChildMessage: { message: child('MEDIA_ALBUM') } },
		]) {
			expect(starts(messageBody(message))).toBe(true);
			expect(itemOf(messageBody(message)).album).toMatchObject({ id: 'ALBUM1' });
		}
	});

	it.each([
		[10, 'hd'],
		[5, 'hd'],
		[12, 'motionPhoto'],
	])('a second copy (type %s) starts nothing more, and says of what it is one', (type, copyOf) => {
		expect(starts(messageBody(child(type)))).toBe(false);
		expect(starts(messageBody(child(type)), { messageTypes: ['all'] })).toBe(true);
		expect(itemOf(messageBody(child(type))).copyOf).toEqual({ messageId: 'ALBUM1', type: copyOf });
	});
});

it('a view-once message that cannot be opened here says so, and starts the workflow', () => {
	const given = messageBody(null, { key: { ...key, id: 'V1', isViewOnce: true } });
	expect(itemOf(given)).toMatchObject({ kind: 'viewOnce', isViewOnce: true });
	expect(starts(given)).toBe(true);
});

it('a view-once voice note is fetched by the message in it, which the server would not find', () => {
	const audioMessage = { mimetype: 'audio/ogg', ptt: true };
	const message = { viewOnceMessageV2Extension: { message: { audioMessage } } };
	expect(findMedia(delivery(messageBody(message)))?.inner).toEqual({ audioMessage });
	expect(findMedia(delivery(messageBody({ audioMessage })))?.inner).toBeUndefined();
});

describe('messages of businesses', () => {
	it.each([
		[
			{ interactiveMessage: { header: { title: 'Your code is 123' }, footer: { text: 'f' } } },
			'Your code is 123\nf',
		],
		[
			{
				templateMessage: { hydratedTemplate: { hydratedTitleText: 'T', hydratedFooterText: 'F' } },
			},
			'T\nF',
		],
		[{ buttonsMessage: { headerText: 'H', contentText: 'C', footerText: 'F' } }, 'H\nC\nF'],
		[
			{
				interactiveMessage: {
					carouselMessage: { cards: [{ body: { text: 'one' } }, { body: { text: 'two' } }] },
				},
			},
			'one\ntwo',
		],
	])('can be read: %j', (message, text) => {
		expect(itemOf(messageBody(message)).text).toBe(text);
	});

	it('have the file in their heading, and their links', () => {
		const hydratedTemplate = {
			documentMessage: { fileName: 'bill.pdf', mimetype: 'application/pdf' },
			hydratedContentText: 'Your bill',
			hydratedButtons: [{ urlButton: { displayText: 'Open', url: 'https://pay.example/1' } }],
		};
		const given = messageBody({ templateMessage: { hydratedTemplate } });
		const item = itemOf(given);
		expect(item.media).toMatchObject({ fileName: 'bill.pdf' });
		expect(item.buttons).toEqual([{ type: 'url', text: 'Open', url: 'https://pay.example/1' }]);
		expect(item.chatInput).toContain('Open (https://pay.example/1)');
		expect(findMedia(delivery(given))).toMatchObject({ kind: 'document', fileName: 'bill.pdf' });
	});
});

describe('the model reads', () => {
	it.each([
		[
			{
				orderMessage: {
					itemCount: 2,
					orderTitle: 'Cart',
					totalAmount1000: 30000,
					totalCurrencyCode: 'BRL',
					orderId: '1',
				},
			},
			'[order: Cart, 2 items, 30 BRL, reference 1]',
		],
		[{ groupInviteMessage: { groupName: 'Team' } }, '[invitation to a group: Team]'],
		[
			{
				interactiveResponseMessage: {
					body: { text: 'Sent' },
					nativeFlowResponseMessage: { name: 'flow', paramsJson: '{"screen_0_Name_0":"Ann"}' },
				},
			},
			'Sent\n[interactive answer: screen_0_Name_0: Ann]',
		],
		[{ listResponseMessage: { description: 'Row' } }, 'Row'],
		[
			{
				requestPaymentMessage: {
					noteMessage: { extendedTextMessage: { text: 'for lunch' } },
					currencyCodeIso4217: 'BRL',
					amount1000: '10000',
				},
			},
			'for lunch\n[payment: 10 BRL]',
		],
		[{ questionMessage: { message: { extendedTextMessage: { text: 'What?' } } } }, 'What?'],
		[{ questionResponseMessage: { key: { id: 'Q' }, text: 'my answer' } }, 'my answer'],
		[{ stickerPackMessage: { name: 'Cats' } }, 'Cats'],
	])('%j', (message, chatInput) => {
		expect(inputOf(message)).toBe(chatInput);
	});
});

it('a transcript has no mark of the server, and a failed one is none', () => {
	const voice = (speechToText: string) =>
		messageBody({ audioMessage: { ptt: true }, speechToText });
	expect(itemOf(voice('[audio] Yes')).text).toBe('Yes');
	expect(itemOf(voice('[audio] undefined')).text).toBeNull();
});

it('reports an advertisement even without a card, but not in a forwarded message', () => {
	const contextInfo = { conversionSource: 'FB_Ads', entryPointConversionSource: 'ctwa_ad' };
	expect(itemOf(messageBody({ conversation: 'hi' }, { contextInfo })).adReferral).toMatchObject({
		type: 'ad',
		entryPoint: 'ctwa_ad',
	});
	const card = { externalAdReply: { sourceType: 'ad', title: 'Ad' }, isForwarded: true };
	expect(itemOf(messageBody({ conversation: 'hi' }, { contextInfo: card }))).not.toHaveProperty(
		'adReferral',
	);
	const post = { externalAdReply: { sourceType: 'post', sourceId: '1' } };
	expect(
		itemOf(messageBody({ conversation: 'hi' }, { contextInfo: post })).adReferral,
	).toMatchObject({ type: 'post' });
});

it.each([
	[1795760000],
	['1795760000'],
	[{ low: 1795760000, high: 0, unsigned: true }],
	[1795760000000],
	['2026-11-27T06:13:20.000Z'],
])('the time of a message is right, given as %j', (messageTimestamp) => {
	const given = messageBody({ conversation: 'hi' }, { messageTimestamp });
	expect(itemOf(given).timestamp).toBe('2026-11-27T06:13:20.000Z');
	expect(delivery(given).message?.seconds).toBe(1795760000);
});

it.each([
	['an edit', { message: { editedMessage: { message: { conversation: 'new' } } } }],
	['a vote', { pollUpdates: [{ name: 'A', voters: [PERSON] }] }],
	['what happens to a message of somebody else', { fromMe: false }],
])('%s is no receipt, although the server says SERVER_ACK', (_what, more) => {
	const update = { keyId: 'M1', remoteJid: PERSON, fromMe: true, status: 'SERVER_ACK', ...more };
	const given = body('messages.update', update);
	expect(itemOf(given)).toMatchObject({ status: null, statusText: null });
	expect(starts(given, { status: ['sent'] })).toBe(false);
});
