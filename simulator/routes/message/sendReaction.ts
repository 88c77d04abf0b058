import { badRequest } from '../../core/answers';
import { keySchema, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import { sendBusiness } from '../../whatsapp/business';
import { react } from '../../whatsapp/reactions';
import { perChannel } from '../../whatsapp/send';

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3/u;

function isOneEmoji(text: string): boolean {
	if (!EMOJI.test(text)) return false;
	return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length === 1;
}

function business(call: InstanceCall) {
	const key = asObject(call.body.key);
	const number = asString(key.remoteJid);
	return sendBusiness(
		{ ...call, body: { number } },
		{
			messageType: 'reactionMessage',
			message: { reactionMessage: { key, text: call.body.reaction } },
		},
	);
}

export const sendReaction: InstanceRoute = {
	method: 'POST',
	path: '/message/sendReaction/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { key: keySchema, reaction: textSchema },
		required: ['key', 'reaction'],
	},
	handler(call) {
		const reaction = asString(call.body.reaction);
		if (reaction !== '' && !isOneEmoji(reaction)) {
			throw badRequest('Reaction must be a single emoji or empty string');
		}
		return perChannel({ baileys: react, business })(call);
	},
};
