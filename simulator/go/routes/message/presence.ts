import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { chatJid } from '../../core/chatJid';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp } from '../../life/useClient';

const struct = {
	name: 'ChatPresenceStruct',
	fields: { number: 'string', state: 'string', isAudio: 'bool' },
} as const;

/** Any word goes, and so does a number that nobody has. */
export const presence: InstanceGoRoute = {
	method: 'POST',
	path: '/message/presence',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const body = bodyOf(call, struct, [
			['number', 'phone number is required'],
			['state', 'state is required'],
		]);
		await askWhatsApp(call);
		chatJid(body.number);
		return successWith({ timestamp: ZERO_TIME_TEXT });
	},
};
