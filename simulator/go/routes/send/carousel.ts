import type { Json } from '../../../core/data';
import { without } from '../../../core/values';
import { mediaContent } from '../../../whatsapp/mediaContent';
import { failed, successWith } from '../../core/answers';
import { parseJid } from '../../core/jids';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import type { BodyOf } from '../../core/struct';
import { useClient } from '../../life/useClient';
import { NEEDS_NUMBER, quotedStruct } from '../../sending/common';
import { download } from '../../sending/download';
import { sendMessage } from '../../sending/sendMessage';

const cardStruct = {
	name: 'CarouselCardStruct',
	fields: {
		header: {
			name: 'CarouselCardHeaderStruct',
			fields: { title: 'string', subtitle: 'string', imageUrl: 'string', videoUrl: 'string' },
		},
		body: { name: 'CarouselCardBodyStruct', fields: { text: 'string' } },
		footer: 'string',
		buttons: [
			{
				name: 'CarouselButtonStruct',
				fields: { type: 'string', displayText: 'string', id: 'string', copyCode: 'string' },
			},
		],
	},
} as const;

const struct = {
	name: 'CarouselStruct',
	fields: {
		number: 'string',
		body: 'string',
		footer: 'string',
		delay: 'int32',
		formatJid: '*bool',
		quoted: quotedStruct,
		cards: [cardStruct],
	},
} as const;

type Card = BodyOf<typeof cardStruct>;
type Button = Card['buttons'][number];

const BUTTONS: Record<
	string,
	(button: Button) => readonly [name: string, key: string, value: string]
> = {
	URL: ({ id }) => ['cta_url', 'url', id],
	CALL: ({ id }) => ['cta_call', 'phone_number', id],
	COPY: ({ copyCode }) => ['cta_copy', 'copy_code', copyCode],
};

function buttonOf(button: Button): Json {
	const type = button.type.toUpperCase();
	const [name, key, value] = BUTTONS[type]?.(button) ?? ['quick_reply', 'id', button.id];
	const { displayText } = button;
	return { name, buttonParamsJson: `{"display_text":"${displayText}","${key}":"${value}"}` };
}

/** A file that can't be downloaded is left out. */
async function mediaOf({ header: { imageUrl, videoUrl } }: Card): Promise<Json> {
	const type = imageUrl ? 'image' : 'video';
	const address = imageUrl || videoUrl;
	const file = address ? await download(address, type).catch(() => undefined) : undefined;
	if (!file) return { hasMediaAttachment: false };
	const mimetype = imageUrl ? 'image/jpeg' : 'video/mp4';
	const { messageType, part } = mediaContent(type, { ...file, mimetype }, {});
	const sent = without(part, 'mediaKeyTimestamp', 'height', 'width');
	return { hasMediaAttachment: true, [messageType]: sent };
}

async function cardOf(card: Card): Promise<Json> {
	const { header, body, footer, buttons } = card;
	const { title, subtitle } = header;
	return {
		header: { title, subtitle, ...(await mediaOf(card)) },
		body: { text: body.text },
		...(footer && { footer: { text: footer } }),
		...(buttons.length > 0 && {
			nativeFlowMessage: {
				buttons: buttons.map(buttonOf),
			},
		}),
	};
}

/** In the answer, only `Message` contains the quote, not `MessageContextInfo`. */
export const sendCarousel: InstanceGoRoute = {
	method: 'POST',
	path: '/send/carousel',
	key: 'instance',
	since: 'carousel',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [NEEDS_NUMBER, ['cards', 'at least one card is required']]);
		await useClient(call);
		if (!parseJid(body.number) && body.formatJid !== false) throw failed('invalid phone number');
		const cards = await Promise.all(body.cards.map(cardOf));
		const { number, delay, quoted } = body;
		const part: Json = {
			...(body.body && { body: { text: body.body } }),
			...(body.footer && { footer: { text: body.footer } }),
			carouselMessage: { cards, messageVersion: 1 },
		};
		const { messageId, participant } = quoted;
		const quote = messageId ? { stanzaId: messageId, participant: parseJid(participant) } : {};
		const request = { number, delay, formatJid: undefined, mentionAll: false, mentionedJid: [] };
		return successWith(
			await sendMessage(
				call,
				{ ...request, quoted: { messageId: '', participant: '' } },
				{
					messageType: 'interactiveMessage',
					type: 'InteractiveMessage',
					part,
					wrap: (interactiveMessage) => ({
						interactiveMessage: { ...interactiveMessage, contextInfo: quote },
						messageContextInfo: { deviceListMetadata: {} },
					}),
				},
			),
		);
	},
};
