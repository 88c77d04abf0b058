import type { Json } from '../../../core/data';
import { failed, successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { chatJid } from '../../core/chatJid';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { NO_DEVICE, useClient } from '../../life/useClient';
import { isLoggedIn } from '../../state/goInstance';
import { has } from '../../state/versions';

const fields = { number: 'string', state: 'string', isAudio: 'bool' } as const;
const struct = { name: 'ChatPresenceStruct', fields } as const;
const structWithDelay = {
	name: 'ChatPresenceStruct',
	fields: { ...fields, delay: 'int' },
} as const;

const MAX_DELAY_MS = 60_000;

async function keepUp({ state, instance }: GoCall, body: Json): Promise<void> {
	instance.presence = 'available';
	if (body.state !== 'composing') return;
	const delay = Math.min(Number(body.delay), MAX_DELAY_MS);
	if (delay > 0) await state.sleep(delay);
}

/** The server accepts any text as a state, and a number that isn't on WhatsApp. */
export const presence: InstanceGoRoute = {
	method: 'POST',
	path: '/message/presence',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const isKept = has(call.state.config, 'typingDelay');
		const body = bodyOf(call, isKept ? structWithDelay : struct, [
			['number', 'phone number is required'],
			['state', 'state is required'],
		]);
		await useClient(call);
		chatJid(body.number);
		if (!isLoggedIn(call.instance, call.go)) {
			throw failed(NO_DEVICE);
		}
		if (isKept) await keepUp(call, body);
		return successWith({ timestamp: ZERO_TIME_TEXT });
	},
};
