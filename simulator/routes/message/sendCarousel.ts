import type { Schema } from 'jsonschema';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceRoute, Json } from '../../core/types';
import { asList, asObject, asString, compact } from '../../core/values';
import { nativeFlow } from '../../whatsapp/buttons';
import { perChannel, sendBaileys } from '../../whatsapp/send';

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
};

const card: Schema = {
	type: 'object',
	properties: {
		title: textSchema,
		body: textSchema,
		footer: textSchema,
		imageUrl: textSchema,
		buttons: { type: 'array', items: button },
	},
};

function cardOf(entry: unknown): Json {
	const { title, body, footer, imageUrl, buttons } = asObject(entry);
	return {
		header: compact({ title, imageUrl, hasMediaAttachment: Boolean(imageUrl) }),
		body: { text: asString(body) },
		footer: { text: asString(footer) },
		nativeFlowMessage: nativeFlow(asList(buttons).map(asObject)),
	};
}

/** Cards to swipe through; new in 2.4. */
export const sendCarousel: InstanceRoute = {
	method: 'POST',
	path: '/message/sendCarousel/:instanceName',
	guard: 'instance',
	since: '2.4.0',
	schema: sendSchema({ body: textSchema, cards: { type: 'array', minItems: 1, items: card } }, [
		'cards',
	]),
	handler: perChannel({
		baileys: (call) =>
			sendBaileys(call, () => ({
				messageType: 'interactiveMessage',
				message: {
					interactiveMessage: {
						body: { text: asString(call.body.body) },
						carouselMessage: { cards: asList(call.body.cards).map(cardOf), messageVersion: 1 },
					},
				},
			})),
	}),
};
