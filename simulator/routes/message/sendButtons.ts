import { badRequest } from '../../core/answers';
import { notEmpty, sendSchema, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, asString, compact, optionalString } from '../../core/values';
import { type Config, isAtLeast } from '../../state/config';
import { nativeFlow } from '../../whatsapp/buttons';
import { sendBusiness } from '../../whatsapp/business';
import { sendEvolution } from '../../whatsapp/evolution';
import { mediaContent } from '../../whatsapp/mediaContent';
import { type Content, MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';
import { sourceOf } from '../../whatsapp/source';

function checkButtons({ state }: InstanceCall, buttons: Json[]): void {
	const isNew = isAtLeast(state.config, '2.4.0');
	const has = (test: (type: unknown) => boolean) => buttons.some(({ type }) => test(type));
	const hasOthers = has((type) => type !== 'reply' && type !== 'pix');
	if (buttons.length === 0) throw badRequest('At least one button is required');
	if (has((type) => type === 'reply')) {
		if (buttons.length > 3) throw badRequest('Maximum of 3 reply buttons allowed');
		if (isNew && buttons.some(({ type }) => type !== 'reply')) {
			throw badRequest('Reply buttons cannot be mixed with CTA or PIX buttons');
		}
		if (hasOthers) throw badRequest('Reply buttons cannot be mixed with other button types');
	}
	if (has((type) => type === 'pix')) {
		if (buttons.length > 1) throw badRequest('Only one PIX button is allowed');
		if (hasOthers) throw badRequest('PIX button cannot be mixed with other button types');
	}
	if (isNew && hasOthers && buttons.length > 2) {
		throw badRequest('Maximum of 2 CTA buttons allowed');
	}
}

async function headerOf(config: Config, thumbnailUrl: unknown): Promise<Json | undefined> {
	const url = optionalString(thumbnailUrl);
	if (!url) return undefined;
	const media = { ...(await sourceOf(config, url, 'image')), mimetype: 'image/jpeg' };
	return { hasMediaAttachment: true, imageMessage: mediaContent('image', media, {}).part };
}

function bodyText({ title, description }: Json): string {
	return `*${String(title)}*${description ? `\n\n${asString(description)}\n` : ''}`;
}

async function contentOf(
	{ state, body }: InstanceCall,
	buttons: Json[],
	jid: string,
): Promise<Content> {
	const isPix = buttons.some(({ type }) => type === 'pix');
	const interactiveMessage = compact({
		...(!isPix && {
			header: await headerOf(state.config, body.thumbnailUrl),
			body: { text: bodyText(body) },
			footer: compact({ text: body.footer }),
		}),
		nativeFlowMessage: nativeFlow(buttons),
	});
	const key = { participant: jid };
	// 2.4 sends buttons without the view-once envelope.
	if (isAtLeast(state.config, '2.4.0')) {
		return { messageType: 'interactiveMessage', message: { interactiveMessage }, key };
	}
	const message = { viewOnceMessage: { message: { interactiveMessage } } };
	return { messageType: 'viewOnceMessage', message, key };
}

const asText = ({ body }: InstanceCall, buttons: Json[]) =>
	`${asString(body.title)}\n${buttons.map(({ displayText }) => `▶️ ${asString(displayText)}\n`).join('')}`;

export const sendButtons: InstanceRoute = {
	method: 'POST',
	path: '/message/sendButtons/:instanceName',
	guard: 'instance',
	schema: sendSchema(
		{
			thumbnailUrl: textSchema,
			title: textSchema,
			description: textSchema,
			footer: textSchema,
			buttons: {
				type: 'array',
				items: {
					type: 'object',
					properties: {
						type: { ...textSchema, enum: ['reply', 'copy', 'url', 'call', 'pix'] },
						displayText: textSchema,
						id: textSchema,
						url: textSchema,
						phoneNumber: textSchema,
						currency: textSchema,
						name: textSchema,
						keyType: { ...textSchema, enum: ['phone', 'email', 'cpf', 'cnpj', 'random'] },
						key: textSchema,
					},
					required: ['type'],
					...notEmpty('id', 'url', 'phoneNumber'),
				},
			},
		},
		[],
	),
	handler(call) {
		if (call.body.buttons === undefined) {
			throw new TypeError("Cannot read properties of undefined (reading 'length')");
		}
		const buttons = asList(call.body.buttons).map(asObject);
		const conversation = () => ({
			messageType: 'conversation',
			message: { conversation: asText(call, buttons) },
		});
		return perChannel({
			baileys() {
				checkButtons(call, buttons);
				return sendBaileys(call, (_context, jid) => contentOf(call, buttons, jid), [
					...MENTIONS,
					'messageId',
				]);
			},
			business: () => sendBusiness(call, conversation()),
			evolution: () => sendEvolution(call, conversation()),
		})(call);
	},
};
