import { readUpTo } from '../../../whatsapp/reading';
import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { chatJid } from '../../core/chatJid';
import { isGroup } from '../../core/jids';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp } from '../../life/useClient';

const struct = { name: 'MarkReadStruct', fields: { id: '[]string', number: 'string' } } as const;

/** In a group the server names no author, and WhatsApp marks nothing. */
export const markread: InstanceGoRoute = {
	method: 'POST',
	path: '/message/markread',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const body = bodyOf(call, struct, [
			['number', 'phone number is required'],
			['id', 'id is required'],
		]);
		await askWhatsApp(call);
		const jid = chatJid(body.number);
		if (!isGroup(jid)) {
			for (const id of body.id) readUpTo(call.state, call.instance, { id });
		}
		return successWith({ timestamp: ZERO_TIME_TEXT });
	},
};
