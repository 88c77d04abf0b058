import { ok, refused } from '../../core/answers';
import { checkByProperty, notEmpty, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asString } from '../../core/values';
import { useClient } from '../../whatsapp/client';
import { inviteCodeOf, inviteUrl } from '../../whatsapp/invites';
import { perChannel, sendBaileys } from '../../whatsapp/send';
import { numbersSchema } from './groupRoute';

/** Every failure is the same 404, even if earlier numbers have already got the message. */
async function baileys(call: InstanceCall) {
	const { instance, body } = call;
	try {
		useClient(instance, 'groupInviteCode');
		const url = inviteUrl(inviteCodeOf(instance, asString(body.groupJid)));
		const message = { conversation: `${asString(body.description)}\n\n${url}` };
		for (const number of asList(body.numbers)) {
			await sendBaileys({ ...call, body: { number } }, (contextInfo) => ({
				messageType: 'conversation',
				message,
				contextInfo,
			}));
		}
		return ok({ send: true, inviteUrl: url });
	} catch {
		throw refused(404, 'No send invite');
	}
}

export const sendInvite: InstanceRoute = {
	method: 'POST',
	path: '/group/sendInvite/:instanceName',
	guard: 'instance',
	handler(call) {
		checkByProperty(call.body, {
			type: 'object',
			properties: {
				groupJid: textSchema,
				description: textSchema,
				numbers: numbersSchema('numbers'),
			},
			required: ['groupJid', 'description', 'numbers'],
			...notEmpty('groupJid', 'description', 'numbers'),
		});
		return perChannel({ baileys })(call);
	},
};
