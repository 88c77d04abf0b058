import type { Schema } from 'jsonschema';
import { notEmpty, sendSchema, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, compact } from '../../core/values';
import type { Config } from '../../state/config';
import { nativeFlow } from '../../whatsapp/buttons';
import { mediaContent } from '../../whatsapp/mediaContent';
import { MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';
import { sourceOf } from '../../whatsapp/source';

const button: Schema = {
	type: 'object',
	properties: {
		type: { ...textSchema, enum: ['reply', 'copy', 'url', 'call'] },
		displayText: textSchema,
		id: textSchema,
		url: textSchema,
		copyCode: textSchema,
		phoneNumber: textSchema,
	},
	required: ['type'],
	...notEmpty('id', 'url', 'phoneNumber'),
};

const card: Schema = {
	type: 'object',
	properties: {
		title: textSchema,
		body: { ...textSchema, minLength: 1 },
		footer: textSchema,
		imageUrl: textSchema,
		buttons: { type: 'array', minItems: 1, maxItems: 3, items: button },
	},
	required: ['body', 'buttons'],
};

const cardButtons = (entry: Json) => nativeFlow(asList(entry.buttons).map(asObject));
const footerOf = ({ footer }: Json) => (footer ? { text: footer } : undefined);

async function cardOf(config: Config, entry: Json): Promise<Json> {
	const { body, imageUrl } = entry;
	const source = imageUrl ? await sourceOf(config, imageUrl, 'image') : undefined;
	const image = source && mediaContent('image', { ...source, mimetype: 'image/jpeg' }, {}).part;
	return compact({
		header: image && { hasMediaAttachment: true, imageMessage: image },
		body: { text: body },
		footer: footerOf(entry),
		nativeFlowMessage: cardButtons(entry),
	});
}

/** A single card without a picture becomes a message with buttons. The server never reads a card's title. */
async function interactiveOf({ state, body }: InstanceCall): Promise<Json> {
	const cards = asList(body.cards).map(asObject);
	const [first] = cards;
	if (cards.length === 1 && !first.imageUrl) {
		const text = { text: first.body };
		return compact({ body: text, footer: footerOf(first), nativeFlowMessage: cardButtons(first) });
	}
	const carouselMessage = {
		cards: await Promise.all(cards.map((one) => cardOf(state.config, one))),
		messageVersion: 1,
	};
	return { body: { text: body.body }, carouselMessage };
}

/** The route is new in 2.4. */
export const sendCarousel: InstanceRoute = {
	method: 'POST',
	path: '/message/sendCarousel/:instanceName',
	guard: 'instance',
	since: '2.4.0',
	schema: sendSchema(
		{
			body: { ...textSchema, minLength: 1 },
			cards: { type: 'array', minItems: 1, maxItems: 10, items: card },
		},
		['body', 'cards'],
	),
	handler: perChannel({
		baileys: (call) =>
			sendBaileys(
				call,
				async () => ({
					messageType: 'interactiveMessage',
					message: { interactiveMessage: await interactiveOf(call) },
				}),
				[...MENTIONS, 'messageId'],
			),
	}),
};
